import { createBackend } from '@backstage/backend-defaults';
import { endWithParent } from './demo/endWithParent';

endWithParent();

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('./demo/authModule'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./demo/policyModule'));

backend.add(import('@sluice/plugin-gitops-backend'));

backend.start();
