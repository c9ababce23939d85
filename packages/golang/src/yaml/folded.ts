import { Cursor } from './cursor';
import { analyseScalar } from './scalar-analysis';
import { scanBlockScalar } from './scan-block';
import { blockHints } from './write-scalar';

/**
 * What a folded scalar is after yaml.v3 has printed it and read it again, as kyaml does before it makes JSON: the printer
 * writes a line break too many before lines that begin with a blank, and too few in a text that itself begins with one.
 */
export function reprintFolded(value: string): string {
  // To this printer, tabs are like any other character.
  if (
    !value.includes('\n') ||
    !analyseScalar(value.replaceAll('\t', '_')).block
  ) {
    return value;
  }
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
