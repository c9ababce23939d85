import { existsSync, readFileSync } from 'node:fs';

/** A value read from a corpus. */
export type Json =
  | null
  | boolean
  | number
  | string
  | Json[]
  | { [key: string]: Json };

export type JsonRecord = { [key: string]: Json };

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a field; empty when it is none. */
export function text(from: JsonRecord, field: string): string {
  const value = from[field];
  return typeof value === 'string' ? value : '';
}

/** The object of a field; empty when it is none. */
export function record(from: JsonRecord, field: string): JsonRecord {
  const value = from[field];
  return isRecord(value) ? value : {};
}

/** The elements of a field that are objects. */
export function records(from: JsonRecord, field: string): JsonRecord[] {
  const value = from[field];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** What is no object becomes a case that no engine can agree with. */
function parseLine(line: string): JsonRecord {
  try {
    const value: unknown = JSON.parse(line);
    if (isRecord(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { name: 'a line that is no case', expect: 'a case' };
}

/** A case without a name is called by its place. */
function named(testCase: JsonRecord, index: number): JsonRecord {
  return text(testCase, 'name') === ''
    ? { ...testCase, name: `#${index + 1}` }
    : testCase;
}

/** The cases of a file of JSON lines; undefined when it is not there. */
export function readCases(file: string): JsonRecord[] | undefined {
  if (!existsSync(file)) return undefined;
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map((line, index) => named(parseLine(line), index));
}

/** Why a case fails; undefined when it agrees. */
export type Verdict = string | undefined;

/** Shows where two texts begin to differ. */
export function difference(actual: string, expected: string): string {
  const a = actual.split('\n');
  const b = expected.split('\n');
  const index = b.findIndex((line, i) => line !== a[i]);
  const at = index < 0 ? b.length : index;
  return `line ${at + 1}: expected ${JSON.stringify(
    b[at] ?? null,
  )}, got ${JSON.stringify(a[at] ?? null)}`;
}
