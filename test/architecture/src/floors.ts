/** The floors of the design: a package imports only packages of lower floors. */
export const floors: Readonly<Record<string, number>> = {
  '@sluice/golang': 0,
  '@sluice/kubernetes': 1,
  '@sluice/kustomize': 2,
  '@sluice/helm': 2,
  '@sluice/sops': 2,
  '@sluice/sources': 2,
  '@sluice/runtime': 3,
  '@sluice/api': 4,
  '@sluice/plugin-gitops-common': 4.5,
  '@sluice/controllers': 5,
  '@sluice/apiserver': 5,
  '@sluice/plugin-gitops-node': 6,
  '@sluice/plugin-gitops-backend': 7,
  '@sluice/cli': 7,
  '@sluice/plugin-gitops': 8,
  '@sluice/plugin-catalog-backend-module-gitops': 8,
  '@sluice/plugin-scaffolder-backend-module-gitops': 8,
  '@sluice/plugin-search-backend-module-gitops': 8,
  app: 9,
  backend: 9,
};

/** Packages that may import only the packages named, whatever their floor. */
export const restricted: Readonly<Record<string, readonly string[]>> = {
  '@sluice/apiserver': ['@sluice/golang', '@sluice/kubernetes'],
  '@sluice/plugin-gitops': ['@sluice/plugin-gitops-common', '@sluice/api'],
};

/** Modules that a package must never import, by the column "what it must not know" of the design. */
export const forbidden: readonly {
  packages: RegExp;
  modules: RegExp;
  why: string;
}[] = [
  {
    packages:
      /^@sluice\/(golang|kubernetes|kustomize|helm|sops|sources|runtime|api|controllers|apiserver|cli)$/,
    modules: /^@backstage\//,
    why: 'engines and controllers know nothing of Backstage',
  },
  {
    packages: /^@sluice\/(?!plugin-gitops-backend)/,
    modules: /^(knex|better-sqlite3|pg)$/,
    why: 'only the backend plugin knows a database',
  },
  {
    packages: /^@sluice\/kustomize$/,
    modules: /^(node:)?(http|https|net|tls|dgram|undici)$/,
    why: 'a build knows no network',
  },
  {
    packages: /^@sluice\/(?!kubernetes$)/,
    modules: /^@kubernetes\/client-node/,
    why: 'the client library stays behind one interface in one package',
  },
  {
    packages: /^@sluice\/(api|plugin-gitops-common|plugin-gitops)$/,
    modules: /^node:/,
    why: 'safe for a browser',
  },
];
