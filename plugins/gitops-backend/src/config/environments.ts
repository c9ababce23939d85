import type { Config } from '@backstage/config';
import type { ClusterConfig } from './clusters';

/** What a matcher looks at. */
export interface EnvironmentSubject {
  cluster: string;
  namespace: string;
  path: string;
  labels: Readonly<Record<string, string>>;
}

export interface Environment {
  name: string;
  title: string;
  matches(subject: EnvironmentSubject): boolean;
}

/** `*` is any text without a slash, `**` any text; everything else is itself. Linear in its input. */
function globMatcher(pattern: string): (text: string) => boolean {
  const source = pattern
    .split(/(\*\*\/?|\*)/)
    .map(part => {
      if (part === '**/') return '(?:[^/]*/)*';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  const expression = new RegExp(`^${source}$`);
  return text => expression.test(text);
}

const normalisePath = (path: string) =>
  path.replace(/^\.?\/+/, '').replace(/\/+$/, '');

function readEnvironment(config: Config): Environment {
  const name = config.getString('name');
  const cluster = config.getOptionalString('match.cluster');
  const namespace = config.getOptionalString('match.namespace');
  const path = config.getOptionalString('match.path');
  const labels = Object.entries(
    config.getOptional<Record<string, string>>('match.labels') ?? {},
  );
  const tests: ((subject: EnvironmentSubject) => boolean)[] = [];
  if (cluster) {
    const matches = globMatcher(cluster);
    tests.push(subject => matches(subject.cluster));
  }
  if (namespace) {
    const matches = globMatcher(namespace);
    tests.push(subject => matches(subject.namespace));
  }
  if (path) {
    const matches = globMatcher(normalisePath(path));
    tests.push(subject => matches(normalisePath(subject.path)));
  }
  if (labels.length > 0) {
    tests.push(subject =>
      labels.every(([key, value]) => subject.labels[key] === value),
    );
  }
  return {
    name,
    title: config.getOptionalString('title') ?? name,
    matches: subject => tests.every(test => test(subject)),
  };
}

/** Reads `gitops.environments`, in order. Without any, each cluster is an environment. */
export function readEnvironments(
  root: Config,
  clusters: readonly ClusterConfig[],
): Environment[] {
  const configured = root.getOptionalConfigArray('gitops.environments');
  return configured
    ? configured.map(readEnvironment)
    : clusters.map(({ name, title }) => ({
        name,
        title,
        matches: subject => subject.cluster === name,
      }));
}

/** The first environment that matches, or undefined: then the object belongs to none. */
export function environmentOf(
  environments: readonly Environment[],
  subject: EnvironmentSubject,
): Environment | undefined {
  return environments.find(environment => environment.matches(subject));
}
