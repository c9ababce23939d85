import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const goDirectory = fileURLToPath(new URL('../go/', import.meta.url));

const kubernetesVersionPackages = [
  'k8s.io/component-base/version',
  'k8s.io/client-go/pkg/version',
];

/**
 * Kubernetes programs take their version from the linker; without it clients cannot parse what
 * the API server answers on `/version`.
 *
 * @param {string} version
 */
function kubernetesLinkerFlags(version) {
  const [major, minor] = version.split('.');
  return kubernetesVersionPackages.flatMap(path => [
    `-X ${path}.gitVersion=v${version}`,
    `-X ${path}.gitMajor=${major}`,
    `-X ${path}.gitMinor=${minor}`,
  ]);
}

/**
 * One program that judges our work: an original, built from a Go module of a few lines whose
 * `go.mod` pins the version.
 *
 * @typedef {object} Judge
 * @property {string} name file name of the program
 * @property {string} module folder under `go/` that holds its `go.mod`
 * @property {string} package folder of its `main.go`, relative to the module
 * @property {string} pinnedBy path of the Go module whose version is the judge's version
 * @property {(version: string) => string[]} linkerFlags
 */

/**
 * All judges, the quickest to build first.
 *
 * @type {readonly Judge[]}
 */
export const judges = [
  {
    name: 'kustomize',
    module: 'kustomize',
    package: '.',
    pinnedBy: 'sigs.k8s.io/kustomize/kustomize/v5',
    linkerFlags: version => [
      `-X sigs.k8s.io/kustomize/api/provenance.version=v${version}`,
    ],
  },
  {
    name: 'etcd',
    module: 'etcd',
    package: '.',
    pinnedBy: 'go.etcd.io/etcd/server/v3',
    linkerFlags: () => [],
  },
  ...['helm', 'gotemplate'].map(name => ({
    name,
    module: 'helm',
    package: name,
    pinnedBy: 'helm.sh/helm/v4',
    linkerFlags: version => [
      `-X helm.sh/helm/v4/internal/version.version=v${version}`,
    ],
  })),
  ...['kubectl', 'kube-apiserver', 'kube-controller-manager'].map(name => ({
    name,
    module: 'kubernetes',
    package: name,
    pinnedBy: 'k8s.io/kubernetes',
    linkerFlags: kubernetesLinkerFlags,
  })),
];

/** The judges that a control plane consists of, and the client to look at it with. */
export const controlPlaneJudges = Object.freeze([
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kubectl',
]);

/**
 * Folder of the judge's Go module.
 *
 * @param {Judge} judge
 */
export function moduleDirectory(judge) {
  return join(goDirectory, judge.module);
}

/**
 * The version that the judge's `go.mod` pins, without a leading `v`.
 *
 * @param {Judge} judge
 */
export function judgeVersion(judge) {
  const goMod = readFileSync(join(moduleDirectory(judge), 'go.mod'), 'utf8');
  const words = goMod.split('\n').map(line => line.trim().split(/\s+/));
  const pin = words
    .map(line => (line[0] === 'require' ? line.slice(1) : line))
    .find(([path, version]) => path === judge.pinnedBy && version);
  if (!pin) {
    throw new Error(
      `go/${judge.module}/go.mod does not require ${judge.pinnedBy}`,
    );
  }
  return pin[1].replace(/^v/, '');
}

/**
 * Folder that holds what was built: `$SLUICE_JUDGES_DIR`, else `sluice-judges` in the user's cache.
 */
export function judgesDirectory() {
  if (process.env.SLUICE_JUDGES_DIR) {
    return process.env.SLUICE_JUDGES_DIR;
  }
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'sluice-judges');
}

/** Folder of the built programs. */
export function binDirectory() {
  return join(judgesDirectory(), 'bin');
}

/**
 * Path of a built program, whether it exists or not.
 *
 * @param {string} name
 */
export function judgePath(name) {
  return join(binDirectory(), name);
}

/** @param {Judge} judge */
export function stampPath(judge) {
  return join(judgesDirectory(), 'stamps', judge.name);
}

/**
 * What a built program is recognised by: its version and a digest of everything of ours that went
 * into it.
 *
 * @param {Judge} judge
 */
export function judgeStamp(judge) {
  const version = judgeVersion(judge);
  const hash = createHash('sha256');
  const directory = moduleDirectory(judge);
  for (const file of ['go.mod', 'go.sum', join(judge.package, 'main.go')]) {
    hash.update(readFileSync(join(directory, file))).update('\0');
  }
  hash.update(judge.linkerFlags(version).join(' '));
  return `${version} ${hash.digest('hex')}\n`;
}

/**
 * Whether the judge is there, in the version that this checkout pins.
 *
 * @param {Judge} judge
 */
export function isBuilt(judge) {
  const stamp = stampPath(judge);
  return (
    existsSync(judgePath(judge.name)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === judgeStamp(judge)
  );
}

/**
 * Tells, without building anything, whether judges can be used: for tests that skip otherwise.
 *
 * @example
 * describe.skipIf(!judgesAvailable().available)('against a real API server', () => {});
 *
 * @param {readonly string[]} [names] default: those of a control plane
 * @returns {{ available: boolean, missing: string[] }}
 */
export function judgesAvailable(names = controlPlaneJudges) {
  const missing = findJudges(names)
    .filter(judge => !isBuilt(judge))
    .map(judge => judge.name);
  return { available: missing.length === 0, missing };
}

/**
 * @param {readonly string[]} names
 * @returns {Judge[]}
 */
export function findJudges(names) {
  return names.map(name => {
    const judge = judges.find(candidate => candidate.name === name);
    if (!judge) {
      const known = judges.map(candidate => candidate.name).join(', ');
      throw new Error(`there is no judge "${name}"; there are ${known}`);
    }
    return judge;
  });
}
