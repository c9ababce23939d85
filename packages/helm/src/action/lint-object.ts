import { quote } from '@sluice/golang/fmt';
import { type JsonObject, type JsonValue, entryOf } from '@sluice/golang/json';
import { type KubeVersion } from '../capabilities';
import { messageOf } from '../chart/error';
import {
  mapShape,
  stringShape,
  structShape,
  unmarshalYaml,
} from '../chart/unmarshal';
import { deprecationOf } from './deprecations';
import { type Report } from './lint-report';

const SUBDOMAIN =
  '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const SUBDOMAIN_PATTERN =
  /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

function tooLong(name: string, max: number): string[] {
  return Buffer.byteLength(name) > max
    ? [`must be no more than ${max} bytes`]
    : [];
}

function subdomainProblems(name: string): string[] {
  const problems = tooLong(name, 253);
  if (!SUBDOMAIN_PATTERN.test(name)) {
    problems.push(
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`,
    );
  }
  return problems;
}

function serviceProblems(name: string): string[] {
  const problems = tooLong(name, 63);
  if (!/^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(name)) {
    problems.push(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    );
  }
  return problems;
}

function namespaceProblems(name: string): string[] {
  const problems = tooLong(name, 63);
  if (/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(name)) return problems;
  if (SUBDOMAIN_PATTERN.test(name)) {
    return [...problems, 'must not contain dots'];
  }
  return [
    ...problems,
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  ];
}

function roleProblems(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].flatMap(character =>
    name.includes(character) ? `may not contain '${character}'` : [],
  );
}

function nameProblems(kind: string, name: string): string[] {
  switch (kind.toLowerCase()) {
    case 'service':
      return serviceProblems(name);
    case 'namespace':
      return namespaceProblems(name);
    case 'certificatesigningrequest':
      return [];
    case 'role':
    case 'clusterrole':
    case 'rolebinding':
    case 'clusterrolebinding':
      return roleProblems(name);
    default:
      return subdomainProblems(name);
  }
}

function nameProblem(kind: string, name: string): string | undefined {
  const problems = nameProblems(kind, name).map(
    problem => `metadata.name: Invalid value: ${quote(name)}: ${problem}`,
  );
  if (problems.length === 0) return undefined;
  const all = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
  return `object name does not conform to Kubernetes naming requirements: ${quote(
    name,
  )}: ${all}`;
}

const WITH_SELECTOR = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'];

function textAt(object: JsonObject, key: string): string {
  const value = entryOf(object, key);
  return typeof value === 'string' ? value : '';
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : {};
}

const itemMetadata = 'struct { Annotations map[string]string }';
const item = `struct { Metadata ${itemMetadata} }`;
const listShape = structShape(`struct { Items []${item} }`, {
  Items: {
    kind: 'slice',
    name: `[]${item}`,
    element: structShape(item, {
      Metadata: structShape(itemMetadata, {
        Annotations: mapShape(stringShape),
      }),
    }),
  },
});

/** Helm looks at the items of the first document only. */
function listProblem(content: string): string | undefined {
  let items: JsonValue | undefined;
  try {
    items = entryOf(unmarshalYaml(content, listShape), 'Items');
  } catch (error) {
    return `unable to parse YAML: ${messageOf(error)}`;
  }
  const hasPolicy = (each: JsonValue) => {
    const metadata = objectOf(entryOf(objectOf(each), 'Metadata'));
    const annotations = objectOf(entryOf(metadata, 'Annotations'));
    return entryOf(annotations, 'helm.sh/resource-policy') !== undefined;
  };
  return Array.isArray(items) && items.some(hasPolicy)
    ? "annotation 'helm.sh/resource-policy' within List objects are ignored"
    : undefined;
}

/** Checks one object of a rendered file. */
export function lintObject(
  path: string,
  object: JsonObject,
  content: string,
  kubeVersion: KubeVersion,
  report: Report,
): void {
  const kind = textAt(object, 'Kind');
  const apiVersion = textAt(object, 'apiVersion');
  const name = textAt(objectOf(entryOf(object, 'Metadata')), 'Name');
  report.warning(path, nameProblem(kind, name));
  report.warning(path, deprecationOf(apiVersion, kind, kubeVersion));
  if (WITH_SELECTOR.includes(kind)) {
    report.error(
      path,
      /matchLabels|matchExpressions/.test(content)
        ? undefined
        : `a ${kind} must contain matchLabels or matchExpressions, and ${quote(
            name,
          )} does not`,
    );
  }
  if (kind === 'List') report.error(path, listProblem(content));
}
