import { quote } from '../goText';
import { type Conflict, groupConflicts } from '../managers';
import { formatPath } from '../pathElement';
import { parseManagerId } from './entries';
import { ApplyConflictError } from './errors';

/** `"kubectl-edit" with subresource "status" using apps/v1`; appliers are named without a version. */
function describeManager(id: string): string {
  const { manager, operation, apiVersion, subresource } = parseManagerId(id);
  const name = subresource
    ? `${quote(manager)} with subresource ${quote(subresource)}`
    : quote(manager);
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

function conflictMessage(conflicts: readonly Conflict[]): string {
  if (conflicts.length === 1) {
    const [{ manager, path }] = conflicts;
    return `Apply failed with 1 conflict: conflict with ${describeManager(
      manager,
    )}: ${formatPath(path)}`;
  }
  const groups = groupConflicts(conflicts).map(({ manager, paths }) =>
    [
      `conflicts with ${describeManager(manager)}:`,
      ...paths.map(path => `- ${formatPath(path)}`),
    ].join('\n'),
  );
  return `Apply failed with ${conflicts.length} conflicts: ${groups.join(
    '\n',
  )}`;
}

/** The error of the real server for conflicts whose managers are identifiers of entries. */
export function applyConflictError(
  conflicts: readonly Conflict[],
): ApplyConflictError {
  return new ApplyConflictError(
    conflictMessage(conflicts),
    conflicts.map(({ manager, path }) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${describeManager(manager)}`,
      field: formatPath(path),
    })),
  );
}
