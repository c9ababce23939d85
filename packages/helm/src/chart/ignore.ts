import { Glob } from '@sluice/golang/glob';
import { ChartError } from './error';

/** Bytes of a line that Go's `bufio.Scanner` reads. */
const MAX_LINE = 65_535;

interface Rule {
  negated: boolean;
  /** Only directories. */
  directory: boolean;
  /** Matched with the last part of the path alone. */
  base: boolean;
  glob: Glob;
}

/** The rules of a `.helmignore`: Go's `filepath.Match` per line, not git's dialect. */
export class IgnoreRules {
  readonly #rules: Rule[] = [];

  /** How many rules there are. */
  get size(): number {
    return this.#rules.length;
  }

  /**
   * @throws ChartError for `**`
   * @throws BadPatternError for a pattern that Go refuses
   */
  static parse(text: string): IgnoreRules {
    const rules = new IgnoreRules();
    for (const line of text.replace(/^\ufeff/, '').split('\n')) {
      if (Buffer.byteLength(line) > MAX_LINE) {
        throw new ChartError('bufio.Scanner: token too long');
      }
      rules.#add(line);
    }
    return rules;
  }

  /** Dotfiles in `templates/` are never part of a chart. */
  addDefaults(): void {
    this.#add('templates/.?*');
  }

  #add(line: string): void {
    let rule = line.trim();
    if (rule === '' || rule.startsWith('#')) return;
    if (rule.includes('**')) {
      throw new ChartError('double-star (**) syntax is not supported');
    }
    new Glob(rule).matches('abc');
    const negated = rule.startsWith('!');
    if (negated) rule = rule.slice(1);
    const directory = rule.endsWith('/');
    if (directory) rule = rule.slice(0, -1);
    const rooted = rule.startsWith('/');
    this.#rules.push({
      negated,
      directory,
      base: !rooted && !rule.includes('/'),
      glob: new Glob(rooted ? rule.slice(1) : rule),
    });
  }

  /** Whether what is at a path, relative to the chart, is left out. The first rule that says so decides; a negated one leaves out all it does not match. */
  ignores(path: string, isDirectory: boolean): boolean {
    if (path === '' || path === '.' || path === './') return false;
    for (const rule of this.#rules) {
      if (rule.negated) {
        if ((rule.directory && !isDirectory) || !matches(rule, path)) {
          return true;
        }
      } else if ((!rule.directory || isDirectory) && matches(rule, path)) {
        return true;
      }
    }
    return false;
  }
}

function matches(rule: Rule, path: string): boolean {
  const name = rule.base
    ? path
        .slice(path.replace(/\/+$/, '').lastIndexOf('/') + 1)
        .replace(/\/+$/, '')
    : path;
  return rule.glob.matches(name);
}
