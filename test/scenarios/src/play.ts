import { readFileSync } from 'node:fs';

/** A JSON value as the recordings hold it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | Json[]
  | { [key: string]: Json | undefined };
/** A JSON object. */
export type JsonRecord = { [key: string]: Json | undefined };

/** A commit that a play pushes. */
export interface Push {
  files?: Record<string, string>;
  remove?: readonly string[];
  message?: string;
  tag?: string;
}

/** A change that somebody else makes. */
export interface Patch {
  ref: string;
  body: Json;
  manager: string;
  type: 'merge' | 'json' | 'strategic' | 'apply';
}

/** What a play waits for: an object is gone, or its Ready condition has this status. */
export interface Wait {
  ref: string;
  until: 'gone' | 'True' | 'False' | 'Unknown';
}

/** One step of a play; a ref is `[group/version ]Kind [namespace/]name`. */
export type Step =
  | { kind: 'apply'; objects: JsonRecord[] }
  | { kind: 'push'; push: Push }
  | { kind: 'patch'; patch: Patch }
  | { kind: 'delete'; ref: string }
  | { kind: 'sleep'; seconds: number }
  | { kind: 'wait'; wait: Wait }
  | { kind: 'reconcile'; refs: string[] }
  | { kind: 'record'; refs: string[] }
  | { kind: 'events' };

/** A recorded situation: what to do, and what came of it. `{{ns}}` and `{{git}}` are still in its texts. */
export interface Play {
  name: string;
  files: Record<string, string>;
  /** Tags the first commit. */
  tag?: string;
  steps: Step[];
  /** One for each step `record` and `events`, in order. */
  expect: JsonRecord[];
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The record in a field; an empty one when there is none. */
export function recordAt(from: JsonRecord, field: string): JsonRecord {
  const value = from[field];
  return isRecord(value) ? value : {};
}

/** The records of a list in a field. */
export function recordsAt(from: JsonRecord, field: string): JsonRecord[] {
  const value = from[field];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The text in a field; an empty one when there is none. */
export function textAt(from: JsonRecord, field: string): string {
  const value = from[field];
  return typeof value === 'string' ? value : '';
}

function textsOf(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is string => typeof item === 'string');
}

function filesOf(value: Json | undefined): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([path, text]) => [path, String(text)]),
  );
}

function waitOf(step: JsonRecord): Wait {
  const ref = textAt(step, 'ref');
  if (step.gone === true) return { ref, until: 'gone' };
  const ready = textAt(step, 'ready') || 'True';
  if (ready !== 'True' && ready !== 'False' && ready !== 'Unknown')
    throw new Error(`cannot wait for ready: ${ready}`);
  return { ref, until: ready };
}

function patchOf(step: JsonRecord): Patch {
  const type = textAt(step, 'type') || 'merge';
  if (
    type !== 'merge' &&
    type !== 'json' &&
    type !== 'strategic' &&
    type !== 'apply'
  )
    throw new Error(`unknown type of patch: ${type}`);
  return {
    ref: textAt(step, 'ref'),
    body: step.body ?? {},
    manager: textAt(step, 'manager') || 'kubectl-edit',
    type,
  };
}

function stepOf(value: JsonRecord): Step {
  const [kind, ...others] = Object.keys(value);
  const content = value[kind];
  if (others.length > 0) throw new Error(`a step of two kinds: ${kind}`);
  switch (kind) {
    case 'apply':
      return { kind, objects: recordsAt(value, kind) };
    case 'push': {
      const push = recordAt(value, kind);
      return {
        kind,
        push: {
          files: filesOf(push.files),
          remove: textsOf(push.remove),
          message: textAt(push, 'message') || undefined,
          tag: textAt(push, 'tag') || undefined,
        },
      };
    }
    case 'patch':
      return { kind, patch: patchOf(recordAt(value, kind)) };
    case 'delete':
      return { kind, ref: textAt(value, kind) };
    case 'sleep':
      return { kind, seconds: Number(content) };
    case 'wait':
      return { kind, wait: waitOf(recordAt(value, kind)) };
    case 'reconcile':
    case 'record':
      return { kind, refs: textsOf(content) };
    case 'events':
      return { kind };
    default:
      throw new Error(`unknown step: ${kind}`);
  }
}

/** Reads a play as the recordings have it. Throws when it holds a step that is not known. */
export function playOf(value: JsonRecord): Play {
  const name = textAt(value, 'name');
  try {
    const steps = recordsAt(value, 'steps').map(stepOf);
    const expect = recordsAt(value, 'expect');
    const recordings = steps.filter(
      ({ kind }) => kind === 'record' || kind === 'events',
    );
    if (recordings.length !== expect.length)
      throw new Error(
        `${recordings.length} recordings, ${expect.length} expectations`,
      );
    return {
      name,
      files: filesOf(value.files),
      tag: textAt(value, 'tag') || undefined,
      steps,
      expect,
    };
  } catch (error) {
    throw new Error(`play ${name}: ${String(error)}`, { cause: error });
  }
}

/** Reads the plays of a file, a JSON array. */
export function readPlays(file: string): Play[] {
  const content: Json = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(content)) throw new Error(`${file}: no list of plays`);
  return content.filter(isRecord).map(playOf);
}
