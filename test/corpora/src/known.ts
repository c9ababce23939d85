/** Cases that do not agree, and why that is right or left for later. */
const knownDifferences: ReadonlyMap<string, string> = new Map([
  [
    'builtin/namespacetransformer/TestNamespaceTransformer_InvalidFieldSpecs',
    'the message ends before the contents of the node, which may be a secret',
  ],
  [
    "merge2/TestMerge/no_infer_merge_keys_merge_using_explicit_schema_as_line_comment'",
    'schemas in comments are of use to functions only, and comments are not read',
  ],
  // The table of that test says false for them; the file says true for every case of it.
  ...[
    4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 30,
    31, 32, 33, 35, 37, 39, 42, 43, 44, 45, 46,
  ].map((number): [string, string] => [
    `semver/TestConstraintsValidateIncludePrerelease#${number}`,
    'the case was recorded wrongly: the original gives what is given here',
  ]),
  ...[
    'with flag',
    'with global flag',
    'with multiple args',
    'no directive',
  ].map((which): [string, string] => [
    `cmd/__complete/completion for plugin ${which}`,
    'plugins are programs of others, which are not run',
  ]),
  [
    'cmd/__complete/completion for plugin',
    'plugins are programs of others, which are not run',
  ],
  ['decryption-secret-missing', 'decryption is not part of the build'],
]);

/** Groups of cases, by the beginning of their names. */
const knownGroups: readonly (readonly [begin: RegExp, reason: string])[] = [
  [
    /^cmd\/(?:push|registry|create|plugin)\//,
    'registries, new charts and plugins are not part of the commands',
  ],
];

/** Why a case that does not agree is right or left for later; undefined for one of which nothing is known. */
export function knownDifference(name: string): string | undefined {
  return (
    knownDifferences.get(name) ??
    knownGroups.find(([begin]) => begin.test(name))?.[1]
  );
}
