import { newScalar } from '../node/scalar';
import { expandVariables } from './variables';

describe('expandVariables', () => {
  const values = new Map([
    ['NAME', newScalar('web', '!!str')],
    ['PORT', newScalar('80', '!!int')],
  ]);

  it.each([
    ['$(NAME)', 'web', '!!str'],
    ['$(PORT)', '80', '!!int'],
    ['x-$(NAME):$(PORT)', 'x-web:80', '!!str'],
    ['$$(NAME)', '$(NAME)', '!!str'],
    ['$(NONE) $x $', '$(NONE) $x $', '!!str'],
    ['$(NAME', '$(NAME', '!!str'],
  ])('%s', (text, value, tag) => {
    expect(expandVariables(text, values)).toMatchObject({ value, tag });
  });
});
