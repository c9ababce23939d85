import { formatFloat, quote } from '@sluice/golang/fmt';
import { type Instance, numberText } from './json';
import { pointerOf } from './location';
import { type Rational, toNumber } from './rational';

/** Why a value does not fit a schema. */
export interface Failure {
  /** `group`: only gathers its causes; `reference`: shows only where it has more than one. */
  kind: 'plain' | 'group' | 'reference' | 'schema';
  message: string;
  /** Where the value is in what was validated. */
  path: readonly string[];
  causes: Failure[];
}

/** A text in single quotes. */
export function quoted(text: string): string {
  // In this order: a backslash before the closing quote goes as well, as it does upstream.
  const inner = quote(text).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.slice(1, -1)}'`;
}

export function quotedList(texts: readonly string[]): string {
  return texts.map(quoted).join(', ');
}

/** A value in a message; what is no scalar is not shown. */
export function shown(value: Instance): string {
  if (value === null) return '<nil>';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return String(value);
  return numberText(value) ?? 'value';
}

/** A count with commas between the thousands. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:[0-9]{3})+$)/g, ',');
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number as English text: commas, and powers of ten in superscript. */
export function englishNumber(value: Rational): string {
  const text = formatFloat(toNumber(value));
  const [mantissa, exponent] = text.split('e');
  if (exponent !== undefined) {
    const power = Array.from(exponent.replace('+', ''), digit =>
      digit === '-' ? '⁻' : SUPERSCRIPTS[Number(digit)],
    ).join('');
    return `${mantissa}×10${power}`;
  }
  const [, sign, whole, fraction] = /^(-?)([0-9]*)(.*)$/.exec(mantissa) ?? [
    '',
    '',
    mantissa,
    '',
  ];
  return `${sign}${whole.replace(/\B(?=(?:[0-9]{3})+$)/g, ',')}${fraction}`;
}

function write(failure: Failure, indent: number, lines: string[]): void {
  let inner = indent;
  if (failure.kind !== 'reference' || failure.causes.length !== 1) {
    const bullet = indent > 0 ? `${'  '.repeat(indent - 1)}- ` : '';
    inner += 1;
    lines.push(
      failure.kind === 'schema'
        ? failure.message
        : `${bullet}at ${quoted(pointerOf(failure.path))}: ${failure.message}`,
    );
  }
  for (const cause of failure.causes) write(cause, inner, lines);
}

/** The lines of a failure and of what caused it. */
export function describe(failure: Failure): string {
  const lines: string[] = [];
  write(failure, 0, lines);
  return lines.join('\n');
}
