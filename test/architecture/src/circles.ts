import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Import } from './imports';

/** The file that a relative specifier names; undefined when it is of another kind, such as a style sheet. */
function targetOf({ file, specifier }: Import): string | undefined {
  const base = resolve(dirname(file), specifier);
  return [
    `${base}.ts`,
    `${base}.tsx`,
    join(base, 'index.ts'),
    join(base, 'index.tsx'),
  ].find(existsSync);
}

/** Files that import each other at run time, as the way round: the first file is also the last. Each circle is told once. */
export function circlesOf(imports: readonly Import[]): string[][] {
  const graph = new Map<string, Set<string>>();
  for (const one of imports) {
    if (one.types || !one.specifier.startsWith('.')) continue;
    const target = targetOf(one);
    if (target === undefined) continue;
    const targets = graph.get(one.file) ?? new Set();
    graph.set(one.file, targets.add(target));
  }
  const circles: string[][] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const walk = (file: string) => {
    const begins = way.indexOf(file);
    if (begins >= 0) circles.push([...way.slice(begins), file]);
    if (begins >= 0 || done.has(file)) return;
    way.push(file);
    graph.get(file)?.forEach(walk);
    way.pop();
    done.add(file);
  };
  [...graph.keys()].forEach(walk);
  return circles;
}
