import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  gitopsClusterReadPermission,
  gitopsObjectPermissions,
} from '@sluice/plugin-gitops-common';
import {
  gitopsObjectResourceRef,
  gitopsObjectRules,
} from '@sluice/plugin-gitops-node';
import { createRouter } from './api/router';
import { connect } from './cluster/connect';
import { readClusters } from './config/clusters';
import { readEnvironments } from './config/environments';
import { createControllersHost } from './controllers/createControllersHost';
import { DiffService } from './diff/diff';
import { TimelineStore } from './history/timelineStore';
import { Authorizer } from './permissions/authorizer';
import { parseObjectId } from './portal/objectRef';
import { Portal } from './portal/portal';
import { PortalCluster } from './portal/portalCluster';
import { componentLookup } from './portal/components';
import { StreamHub } from './stream/streamHub';
import { version } from '../package.json';

/**
 * The gitops plugin: hosts the controllers of the configured clusters as child processes, watches the clusters, and serves what it sees.
 * Its start waits for the database only, never for a cluster.
 */
export const gitopsPlugin = createBackendPlugin({
  pluginId: 'gitops',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        registry: coreServices.permissionsRegistry,
      },
      async init({
        auditor,
        catalog,
        config,
        database,
        httpAuth,
        httpRouter,
        lifecycle,
        logger,
        permissions,
        registry,
      }) {
        const now = Date.now;
        const configs = readClusters(config);
        const environments = readEnvironments(config, configs);
        const db = await database.getClient();
        if (!database.migrations?.skip) {
          await db.migrate.latest({
            directory: resolvePackagePath(
              '@sluice/plugin-gitops-backend',
              'migrations',
            ),
          });
        }
        const store = new TimelineStore(db);
        const stream = new StreamHub({ now });
        const clusters = configs.map(
          clusterConfig =>
            new PortalCluster({
              config: clusterConfig,
              connect: access => connect(access, version),
              createHost: onChange =>
                createControllersHost(clusterConfig, {
                  logger: logger.child({ cluster: clusterConfig.name }),
                  now,
                  onChange,
                }),
              store,
              logger,
              now,
              onObject: (id, resource) => stream.changed(id, resource),
              onCluster: () => stream.clustersChanged(),
            }),
        );
        const diff = new DiffService();
        const portal = new Portal({
          clusters,
          environments,
          store,
          components: componentLookup(catalog),
          now,
        });

        registry.addPermissions([gitopsClusterReadPermission]);
        registry.addResourceType({
          resourceRef: gitopsObjectResourceRef,
          permissions: [...gitopsObjectPermissions],
          rules: Object.values(gitopsObjectRules),
          getResources: async refs =>
            refs.map(ref => {
              const id = parseObjectId(ref);
              return id && portal.resourceOf(id);
            }),
        });
        httpRouter.use(
          createRouter({
            portal,
            authorizer: new Authorizer({ permissions, registry }),
            httpAuth,
            auditor,
            catalog,
            stream,
            diff,
            now,
          }),
        );
        lifecycle.addShutdownHook(async () => {
          stream.close();
          await Promise.all([
            diff.stop(),
            ...clusters.map(cluster => cluster.stop()),
          ]);
        });
        for (const cluster of clusters) {
          cluster.start();
        }
      },
    });
  },
});
