import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import {
  type IgnorePattern,
  IgnoreRules,
  ignoreFileName,
  readPatterns,
} from '@sluice/sources';

const maxDirectories = 100_000;
const maxIgnoreFile = 1024 * 1024;

/** The patterns of `.sourceignore` files in and below a directory, from the top. Links are not followed. */
function patternsBelow(root: string): IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  const pending: string[][] = [[]];
  for (let visited = 0; pending.length > 0; visited++) {
    if (visited > maxDirectories) {
      throw new Error(`${root} has more than ${maxDirectories} directories`);
    }
    const domain = pending.pop() ?? [];
    const directory = join(root, ...domain);
    const entries = readdirSync(directory, { withFileTypes: true });
    const file = entries.find(entry => entry.name === ignoreFileName);
    if (file?.isFile()) {
      const path = join(directory, ignoreFileName);
      if (lstatSync(path).size > maxIgnoreFile) {
        throw new Error(`${path} is larger than ${maxIgnoreFile} bytes`);
      }
      patterns.push(...readPatterns(readFileSync(path, 'utf8'), domain));
    }
    const folders = entries
      .filter(entry => entry.isDirectory() && entry.name !== '.git')
      .map(entry => [...domain, entry.name])
      .sort((a, b) => (a.join('/') < b.join('/') ? 1 : -1));
    pending.push(...folders);
  }
  return patterns;
}

/**
 * Which files below a directory take no part in a build: those that `.sourceignore` files name, and then the patterns of the
 * command line. What is answered takes absolute paths.
 */
export function ignoredBelow(
  root: string,
  commandLine: readonly string[],
): (path: string) => boolean {
  const rules = new IgnoreRules([
    ...patternsBelow(root),
    ...readPatterns(commandLine.join('\n')),
  ]);
  return path => {
    const inner = relative(root, path).split(sep);
    return inner[0] !== '..' && rules.ignores(inner, false);
  };
}
