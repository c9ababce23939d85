/**
 * Snapshots of programs that are started often: V8's heap as it is once a program is loaded and its code compiled (`node --build-snapshot`),
 * kept beside the bundle. Starting from one takes half of the time. Without one, everything works as well.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { progress } from './toolchain.mjs';

/**
 * How Node is started from a snapshot.
 * - Strings keep the hashes of the snapshot, whose seed was drawn at random when it was made on this machine: hashing them anew takes a tenth
 *   of the start.
 * - One thread beside the main one: more of them cost more than they give in a program of half a second.
 * - Code without feedback is compiled in larger portions.
 * - The old generation is not collected before it has this size.
 */
export const snapshotFlags = [
  '--no-rehash-snapshot',
  '--v8-pool-size=1',
  '--baseline-batch-compilation-threshold=16384',
  '--initial-heap-size=128',
];

/** Tells one Node from another, as a snapshot works for one alone. */
function digestOfNode(bin) {
  const { size, mtimeMs } = lstatSync(bin);
  const text = `${bin}\0${size}\0${mtimeMs}\0${snapshotFlags.join(' ')}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function runNode(node, args) {
  const { PATH, HOME, TMPDIR } = process.env;
  const { status, stdout } = spawnSync(node.bin, args, {
    env: { PATH, HOME, TMPDIR },
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: 60_000,
  });
  return status === 0 ? stdout : undefined;
}

/**
 * Returns the file with the snapshot of a bundled program, made and tried if it is not there yet; `undefined` where it cannot be made or does
 * not do what the program does.
 *
 * @param trial arguments with which the program prints something and ends with success
 */
export function ensureSnapshot(node, bundle, program, trial) {
  const script = join(bundle, `${program}.cjs`);
  const snapshot = join(bundle, `${program}-${digestOfNode(node.bin)}.blob`);
  if (existsSync(snapshot)) return snapshot;
  progress('Taking a snapshot of the started program');
  const work = `${snapshot}.${process.pid}`;
  try {
    const fromSnapshot = [...snapshotFlags, '--snapshot-blob', work];
    runNode(node, ['--snapshot-blob', work, '--build-snapshot', script]);
    if (!existsSync(work)) return undefined;
    const expected = runNode(node, [script, ...trial]);
    const given = runNode(node, [...fromSnapshot, script, ...trial]);
    if (!expected || given !== expected) return undefined;
    renameSync(work, snapshot);
    return snapshot;
  } finally {
    rmSync(work, { force: true });
  }
}
