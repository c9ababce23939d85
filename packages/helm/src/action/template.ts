import { BadPatternError, Glob } from '@sluice/golang/glob';
import { TemplateSet } from '@sluice/golang/template';
import { sprigFunctions } from '@sluice/golang/sprig';
import { GoError } from '@sluice/golang/value';
import { splitManifests } from '../manifest';
import { trimSpace } from '../manifest/space';
import { type RenderedChart, sourceText } from './render-chart';

export interface TemplateTextOptions {
  /** Leaves out hooks. */
  noHooks?: boolean;
  /** Leaves out hooks that are tests. */
  skipTests?: boolean;
  /** Patterns of the paths of templates, without the chart's name: only those, in this order. */
  showOnly?: readonly string[];
}

function pathIn(manifest: string): string | undefined {
  return /# Source: [^/\n]+\/(.+)/.exec(manifest)?.[1];
}

/** A pattern that cannot be read matches nothing. */
function isMatch(glob: Glob, path: string): boolean {
  try {
    return glob.matches(path);
  } catch (error) {
    if (error instanceof BadPatternError) return false;
    throw error;
  }
}

function chosen(text: string, patterns: readonly string[]): string {
  const manifests = splitManifests(text);
  const shown = patterns.flatMap(pattern => {
    const glob = new Glob(pattern);
    const matching = manifests.filter(manifest => {
      const path = pathIn(manifest);
      return path !== undefined && isMatch(glob, path);
    });
    if (matching.length === 0) {
      throw new GoError(`could not find template ${pattern} in chart`);
    }
    return matching;
  });
  return shown.map(manifest => `---\n${manifest}\n`).join('');
}

/**
 * What `helm template` prints of a rendered chart: its objects, then its hooks.
 *
 * @throws GoError for a template that is not there
 */
export function templateText(
  { manifest, hooks }: Pick<RenderedChart, 'manifest' | 'hooks'>,
  options: TemplateTextOptions = {},
): string {
  let text = `${trimSpace(manifest)}\n`;
  if (!options.noHooks) {
    for (const hook of hooks) {
      if (!options.skipTests || !hook.events.includes('test')) {
        text += sourceText(hook.path, hook.manifest);
      }
    }
  }
  return options.showOnly?.length ? chosen(text, options.showOnly) : text;
}

/**
 * The name that a template of a name gives (`--name-template`).
 *
 * @throws TemplateParseError, TemplateExecError
 */
export function nameFromTemplate(template: string): string {
  if (template === '') return '';
  const functions = sprigFunctions();
  const set = new TemplateSet();
  return set.execute(
    set.parse('name-template', template, { functions }),
    null,
    { functions },
  );
}
