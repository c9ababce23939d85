import { Cursor } from './cursor';
import { analyseScalar } from './scalar-analysis';
import { scanBlockScalar } from './scan-block';
import { blockHints } from './write-scalar';

/** Whether the printer writes a text as a block. To it, tabs are like any other character. */
function isBlock(value: string): boolean {
  return analyseScalar(value.replaceAll('\t', '_')).block;
}

/**
 * Literal text that begins with a tab does not survive being printed by yaml.v3 and read again, as kyaml does before it makes JSON.
 *
 * @throws YamlError
 */
export function requireReadableLiteral(value: string): void {
  if (value.startsWith('\t') && isBlock(value)) {
    scanBlockScalar(
      new Cursor(`|\n  ${value}\n`, { profile: 'yaml.v3' }),
      0,
      true,
    );
  }
}

/**
 * What a folded scalar is after yaml.v3 has printed it and read it again, as kyaml does before it makes JSON: the printer
 * writes a line break too many before lines that begin with a blank, and too few in a text that itself begins with one.
 */
export function reprintFolded(value: string): string {
  if (!value.includes('\n') || !isBlock(value)) return value;
  const extraBreaks = !/^\n*[ \t]/.test(value);
  let printed = '';
  let atLineStart = true;
  let leadingBlank = true;
  for (const part of value.split(/(\n)/)) {
    if (part === '\n') {
      printed += !atLineStart && !leadingBlank && extraBreaks ? '\n\n' : '\n';
      atLineStart = true;
    } else if (part !== '') {
      leadingBlank = /^[ \t]/.test(part);
      printed += `  ${part}`;
      atLineStart = false;
    }
  }
  const end = atLineStart ? '' : '\n';
  const cursor = new Cursor(`>${blockHints(value)}\n${printed}${end}`, {
    profile: 'yaml.v3',
  });
  return scanBlockScalar(cursor, 0, false);
}
