// Plain CommonJS without a loader, as a built backend is: what it loads must be complete in the packages.
const { createBackend } = require('@backstage/backend-defaults');

const backend = createBackend();
for (const feature of [
  require('@backstage/plugin-app-backend'),
  require('@backstage/plugin-auth-backend'),
  require('@backstage/plugin-auth-backend-module-guest-provider'),
  require('@backstage/plugin-catalog-backend'),
  require('@backstage/plugin-permission-backend'),
  require('@backstage/plugin-permission-backend-module-allow-all-policy'),
  require('@sluice/plugin-gitops-backend'),
]) {
  backend.add(feature.default ?? feature);
}
backend.start();
