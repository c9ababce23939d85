import type { Answer } from './command-line';

/** What differs between any two runs, and what it becomes. */
const masks: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, '<time>'],
  [
    /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{4} (?:UTC|[+-]\d{4})(?: m=\S+)?/g,
    '<time>',
  ],
  [
    /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}/g,
    '<time>',
  ],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uid>'],
  [/("?resourceVersion"?: ?)"\d+"/g, '$1<version>'],
  [/\b10\.\d+\.\d+\.\d+ +/g, '<address>   '],
  [/\b10\.\d+\.\d+\.\d+(?=["\s])/g, '<address>'],
  [/CLUSTER-IP +/g, 'CLUSTER-IP   '],
  [/UPDATED +/g, 'UPDATED '],
  [/((?:created|modified)At\W{1,3})\d{10}/g, '$1<seconds>'],
  [
    /\b[a-z-]+-[bcdf-hj-np-tv-xz2456789]{8,10}(?:-[a-z0-9]{5})?\b/g,
    '<generated>',
  ],
  [/\bkube-api-access-[a-z0-9]{5}\b/g, '<volume>'],
  [/^I\d{4} .*reflector\.go.*\n/gm, ''],
  [/-[a-z0-9]{5}(?= +\d\/\d)/g, '-<given>'],
  [/\b(chart|plain)-\d{10}\b/g, '$1-<seconds>'],
  [/time=<time> /g, ''],
];

/** Helm prints kinds in whatever order its map has. */
function sortedKinds(text: string): string {
  return text.replace(
    /^RESOURCES:\n([\s\S]*?)\n\n(?=TEST SUITE|[A-Z]+:)/m,
    (_, blocks: string) => {
      const kinds = blocks.split(/^(?===> )/m).sort();
      return `RESOURCES:\n${kinds.map(kind => `${kind.trim()}\n\n`).join('')}`;
    },
  );
}

/** Ages, and the columns that are as wide as those. */
function maskedAges(text: string): string {
  return text.replaceAll(/ +\d+(?:s|m|m\d+s)(?=\n| )/g, '   <age>');
}

/** An answer with placeholders. */
export function masked(answer: Answer, namespace: string): Answer {
  const mask = (text: string) =>
    maskedAges(
      sortedKinds(
        masks.reduce(
          (masking, [pattern, placeholder]) =>
            masking.replaceAll(pattern, placeholder),
          text,
        ),
      ),
    ).replaceAll(namespace, '<namespace>');
  return {
    code: answer.code,
    stdout: mask(answer.stdout),
    stderr: mask(answer.stderr),
  };
}
