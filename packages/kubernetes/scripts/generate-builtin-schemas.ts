/**
 * Writes src/schema/generated from what a Kubernetes API server prints:
 *
 *   node --require @backstage/cli/config/nodeTransform.cjs scripts/generate-builtin-schemas.ts DIRECTORY
 *
 * DIRECTORY holds `v3/apis_GROUP_VERSION.json` (the documents of /openapi/v3) and `discovery/api.json`, `discovery/apis.json`
 * (aggregated discovery, apidiscovery.k8s.io/v2). Descriptions are left out.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonMap = { [key: string]: Json };

interface Gvk {
  group: string;
  version: string;
  kind: string;
}

interface Discovered {
  resource: string;
  responseKind: Gvk;
  scope: string;
  singularResource: string;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  subresources?: {
    subresource: string;
    responseKind?: Gvk;
    verbs: string[];
  }[];
}

interface Discovery {
  items: {
    metadata: { name?: string };
    versions: { version: string; resources: Discovered[] }[];
  }[];
}

/** Components that every group version lists as its own kind. */
const SHARED_KINDS = ['DeleteOptions', 'WatchEvent', 'APIGroup', 'Status'];

function withoutDescriptions(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(withoutDescriptions);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return Object.fromEntries(
    Object.keys(value)
      .filter(key => !(key === 'description' && typeof value[key] === 'string'))
      .sort()
      .map(key => [key, withoutDescriptions(value[key])]),
  );
}

/** `io.k8s.api.apps.v1.Deployment` is of the package `io.k8s.api.apps.v1`. */
function packageOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function moduleSource(value: JsonMap): string {
  const text = JSON.stringify(value)
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "\\'");
  return `export default '${text}';\n`;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function readComponents(directory: string): Map<string, JsonMap> {
  const components = new Map<string, JsonMap>();
  for (const file of readdirSync(directory).sort()) {
    if (/^(api|apis_.*)_v\d+\.json$/.test(file)) {
      const { components: found } = readJson<{
        components: { schemas: { [name: string]: JsonMap } };
      }>(join(directory, file));
      for (const [name, schema] of Object.entries(found.schemas)) {
        if (!components.has(name)) {
          const clean = withoutDescriptions(schema);
          if (clean && typeof clean === 'object' && !Array.isArray(clean)) {
            components.set(name, clean);
          }
        }
      }
    }
  }
  return components;
}

function apiVersionOf({ group, version }: { group: string; version: string }) {
  return group ? `${group}/${version}` : version;
}

function kindsOf(components: Map<string, JsonMap>): {
  [apiVersion: string]: { [kind: string]: string };
} {
  const kinds: { [apiVersion: string]: { [kind: string]: string } } = {};
  for (const [name, schema] of components) {
    const gvks = schema['x-kubernetes-group-version-kind'];
    for (const gvk of Array.isArray(gvks) ? gvks : []) {
      if (gvk && typeof gvk === 'object' && !Array.isArray(gvk)) {
        const { group, version, kind } = gvk;
        if (!SHARED_KINDS.includes(String(kind))) {
          const apiVersion = apiVersionOf({
            group: String(group),
            version: String(version),
          });
          kinds[apiVersion] = { ...kinds[apiVersion], [String(kind)]: name };
        }
      }
    }
  }
  return kinds;
}

function typesOf(discovery: Discovery): Json[] {
  return discovery.items.flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources }) =>
      resources.map((resource): Json => {
        const group = metadata.name ?? '';
        const own = (kind: Gvk) => ({
          group: kind.version ? kind.group : group,
          version: kind.version || version,
          kind: kind.kind,
        });
        const subresources = resource.subresources ?? [];
        return {
          apiVersion: apiVersionOf({ group, version }),
          kind: resource.responseKind.kind,
          group,
          version,
          plural: resource.resource,
          singular: resource.singularResource,
          namespaced: resource.scope === 'Namespaced',
          shortNames: resource.shortNames ?? [],
          categories: resource.categories ?? [],
          verbs: resource.verbs,
          subresources: Object.fromEntries(
            subresources.map(sub => [sub.subresource, sub.verbs]),
          ),
          subresourceKinds: Object.fromEntries(
            subresources.flatMap(sub =>
              sub.responseKind
                ? [[sub.subresource, own(sub.responseKind)]]
                : [],
            ),
          ),
        };
      }),
    ),
  );
}

const [, , source] = process.argv;
if (!source) {
  throw new Error('usage: generate-builtin-schemas.ts DIRECTORY');
}
const target = resolve(__dirname, '../src/schema/generated');
mkdirSync(target, { recursive: true });

const components = readComponents(join(source, 'v3'));
const packages = new Map<string, JsonMap>();
for (const [name, schema] of [...components].sort(([a], [b]) =>
  a < b ? -1 : 1,
)) {
  const members = packages.get(packageOf(name)) ?? {};
  members[name] = schema;
  packages.set(packageOf(name), members);
}

const imports: string[] = [];
const entries: string[] = [];
for (const [name, members] of packages) {
  const file = name
    .replace(/^io\.k8s\.(api\.|apimachinery\.pkg\.|)/, '')
    .replace(/[^A-Za-z0-9]+/g, '-');
  const variable = file.replace(/-([a-z0-9])/g, (_, c: string) =>
    c.toUpperCase(),
  );
  writeFileSync(join(target, `${file}.ts`), moduleSource(members));
  imports.push(`import ${variable} from './${file}';`);
  entries.push(`  '${name}': ${variable},`);
}
writeFileSync(
  join(target, 'packages.ts'),
  `${imports.join('\n')}\n
/** Package of components → its components as JSON. */
export const packages: Readonly<Record<string, string>> = {
${entries.join('\n')}
};
`,
);
writeFileSync(
  join(target, 'types.ts'),
  moduleSource({
    kinds: kindsOf(components),
    types: [
      ...typesOf(readJson(join(source, 'discovery/api.json'))),
      ...typesOf(readJson(join(source, 'discovery/apis.json'))),
    ],
  }),
);
