import '@testing-library/jest-dom';
import 'jest-axe/extend-expect';
import { configure } from '@testing-library/react';

// A machine that does much else at the same time is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);
