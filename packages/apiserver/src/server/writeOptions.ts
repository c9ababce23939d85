import { invalid, type ApiFailure } from './apiFailure';
import type { FieldValidation, WriteContext } from '../registry/writeContext';
import type { Exchange } from './exchange';

type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';

const fieldValidations = ['Ignore', 'Strict', 'Warn'] as const;
const longestManager = 128;

/** What the query of a write asks for. Throws a 422 as the real server does. */
export function writeContextOf(
  { info, request, user }: Exchange,
  kind: OptionsKind,
  isApply = false,
): WriteContext {
  const { query } = info;
  const stated = query.get('fieldManager') ?? '';
  if (isApply && stated === '') {
    throw invalidOption(
      kind,
      'FieldValueRequired',
      'fieldManager',
      'Required value: is required for apply patch',
    );
  }
  if (kind === 'PatchOptions' && !isApply && query.get('force') === 'true') {
    throw invalidOption(
      kind,
      'FieldValueForbidden',
      'force',
      'Forbidden: may not be specified for non-apply patch',
    );
  }
  if (stated.length > longestManager) {
    throw invalidOption(
      kind,
      'FieldValueTooLong',
      'fieldManager',
      `Too long: may not be more than ${longestManager} bytes`,
    );
  }
  return {
    user,
    manager: stated || managerOf(request.headers['user-agent'] ?? ''),
    subresource: info.subresource,
    dryRun: isDryRun(query.getAll('dryRun'), kind),
    fieldValidation: fieldValidationOf(query, kind),
    warnings: [],
  };
}

/** Without a stated manager, what comes before the slash of the user agent. */
function managerOf(userAgent: string): string {
  const name = userAgent.split('/')[0].slice(0, longestManager);
  return name.replace(/[^\x20-\x7e]/g, '') || 'unknown';
}

/** Whether a write shall store nothing. Throws a 422 for anything but `All`. */
export function isDryRun(values: readonly string[], kind: string): boolean {
  const stated = values.filter(value => value !== '');
  if (stated.some(value => value !== 'All')) {
    throw invalidOption(
      kind,
      'FieldValueNotSupported',
      'dryRun',
      `Unsupported value: ${JSON.stringify(stated)}: supported values: "All"`,
    );
  }
  return stated.length > 0;
}

function fieldValidationOf(
  query: URLSearchParams,
  kind: OptionsKind,
): FieldValidation {
  const stated = query.get('fieldValidation') ?? '';
  if (stated === '') {
    return 'Warn';
  }
  const known = fieldValidations.find(value => value === stated);
  if (!known) {
    throw invalidOption(
      kind,
      'FieldValueNotSupported',
      'fieldValidation',
      `Unsupported value: ${JSON.stringify(
        stated,
      )}: supported values: "", "Ignore", "Strict", "Warn"`,
    );
  }
  return known;
}

/** A 422 about the options of a request. */
export function invalidOption(
  kind: string,
  type: string,
  field: string,
  message: string,
): ApiFailure {
  return invalid({ group: 'meta.k8s.io', kind }, '', [
    { type, field, message },
  ]);
}
