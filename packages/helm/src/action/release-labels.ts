import { HelmError } from '../kube';

const reserved = [
  'name',
  'owner',
  'status',
  'version',
  'createdAt',
  'modifiedAt',
];

/** @throws HelmError when a user gives a release a label that Helm itself uses */
export function checkLabels(labels: ReadonlyMap<string, string>): void {
  if (reserved.some(label => labels.has(label))) {
    throw new HelmError(
      `user supplied labels contains system reserved label name. System labels: [${reserved.join(
        ' ',
      )}]`,
    );
  }
}

/** The labels of an upgrade: those of the last revision under new ones, where `null` removes. */
export function mergeLabels(
  current: ReadonlyMap<string, string>,
  desired: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    [...current, ...desired]
      .filter(([key]) => (desired.get(key) ?? current.get(key)) !== 'null')
      .map(([key]) => [key, desired.get(key) ?? current.get(key) ?? '']),
  );
}
