import { IgnorePattern } from './pattern';

/** The name of the file that holds ignore patterns. */
export const ignoreFileName = '.sourceignore';

const versionControl = ['.git/', '.gitignore', '.gitmodules', '.gitattributes'];
const images = ['*.jpg', '*.jpeg', '*.gif', '*.png'];
const media = ['*.wmv', '*.flv', '*.tar.gz', '*.zip'];
const automation = [
  '.github/',
  '.circleci/',
  '.travis.yml',
  '.gitlab-ci.yml',
  'appveyor.yml',
  '.drone.yml',
  'cloudbuild.yaml',
  'codeship-services.yml',
  'codeship-steps.yml',
];
const tools = ['**/.goreleaser.yml', '**/.sops.yaml', '**/.flux.yaml'];

/** Longest line that is read; Go's line scanner gives up at a longer one and ignores the rest. */
const longestLine = 64 * 1024;

/** The patterns of a `.sourceignore` file or of `spec.ignore`. Comments and blank lines are left out. */
export function readPatterns(
  text: string,
  domain: readonly string[] = [],
): IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  for (const rawLine of text.split('\n')) {
    if (rawLine.length >= longestLine) break;
    const line = rawLine.replace(/\r$/, '');
    if (!line.startsWith('#') && line.trim() !== '')
      patterns.push(new IgnorePattern(line, domain));
  }
  return patterns;
}

/** What is always left out of an artifact. */
export function versionControlPatterns(
  domain: readonly string[] = [],
): IgnorePattern[] {
  return versionControl.map(text => new IgnorePattern(text, domain));
}

/** What is left out when the user says nothing. */
export function defaultPatterns(
  domain: readonly string[] = [],
): IgnorePattern[] {
  return [...images, ...media, ...automation, ...tools].map(
    text => new IgnorePattern(text, domain),
  );
}

/** Decides what is left out of an artifact; of several patterns that match, the last one wins. */
export class IgnoreRules {
  readonly #patterns: readonly IgnorePattern[];

  constructor(patterns: readonly IgnorePattern[]) {
    this.#patterns = [...patterns].reverse();
  }

  /**
   * The rules of an archive: version control files are always left out, and the defaults only while the user gives no pattern at all.
   */
  static forArchive(
    userPatterns: readonly IgnorePattern[],
    domain: readonly string[] = [],
  ): IgnoreRules {
    return new IgnoreRules([
      ...versionControlPatterns(domain),
      ...(userPatterns.length > 0 ? userPatterns : defaultPatterns(domain)),
    ]);
  }

  ignores(path: readonly string[], isFolder: boolean): boolean {
    for (const pattern of this.#patterns) {
      const verdict = pattern.match(path, isFolder);
      if (verdict !== 'none') return verdict === 'exclude';
    }
    return false;
  }
}
