import {
  createBackendModule,
  coreServices,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { AuthenticationError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { assertLoopback } from './loopback';

/** Name of the request header that says who to act as. */
const personaHeader = 'x-sluice-demo-persona';

const authenticator = createProxyAuthenticator({
  defaultProfileTransform: async (result: { persona: string }) => ({
    profile: { displayName: result.persona },
  }),
  initialize: () => undefined,
  async authenticate({ req }) {
    const persona = req.header(personaHeader);
    if (!persona || !/^[a-z][a-z0-9-]{0,62}$/.test(persona)) {
      throw new AuthenticationError(
        'Choose who to act as: the demo sign-in needs the name of a user of the demo catalog',
      );
    }
    return { result: { persona } };
  },
});

/**
 * Lets anybody who reaches the portal act as any user of the catalog. For the demo only: it refuses to start unless the
 * backend listens on the loopback interface alone.
 */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'demo-persona-provider',
  register(env) {
    env.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ providers, config }) {
        assertLoopback(config);
        providers.registerProvider({
          providerId: 'demo',
          factory: createProxyAuthProviderFactory({
            authenticator,
            signInResolver: async ({ result }, context) =>
              context.signInWithCatalogUser({
                entityRef: stringifyEntityRef({
                  kind: 'User',
                  namespace: 'default',
                  name: result.persona,
                }),
              }),
          }),
        });
      },
    });
  },
});
