const name = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const nameRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const valueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const domain =
  '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const domainRule =
  "a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

const longestName = 63;
const longestDomain = 253;
const nameEnds = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const domainLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

function mismatch(
  rule: string,
  pattern: string,
  examples: readonly string[],
): string {
  const texts = examples.map(example => `'${example}', `).join(' or ');
  return `${rule} (e.g. ${texts}regex used for validation is '${pattern}')`;
}

function tooLong(most: number): string {
  return `must be no more than ${most} characters`;
}

function lengthOf(text: string): number {
  return Buffer.byteLength(text);
}

function prefixProblems(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  const problems: string[] = [];
  if (lengthOf(prefix) > longestDomain) problems.push(tooLong(longestDomain));
  if (!prefix.split('.').every(label => domainLabel.test(label))) {
    problems.push(mismatch(domainRule, domain, ['example.com']));
  }
  return problems.map(problem => `prefix part ${problem}`);
}

/** Why a text is no key of a label: an optional domain, a slash and a name. The messages are those of apimachinery. */
export function labelKeyProblems(key: string): string[] {
  const parts = key.split('/');
  const nameMismatch = mismatch(nameRule, name, [
    'MyName',
    'my.name',
    '123-abc',
  ]);
  if (parts.length > 2) {
    return [
      `a qualified name ${nameMismatch} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems = parts.length === 2 ? prefixProblems(parts[0]) : [];
  const own = parts[parts.length - 1];
  if (own === '') problems.push('name part must be non-empty');
  else if (lengthOf(own) > longestName)
    problems.push(`name part ${tooLong(longestName)}`);
  if (!nameEnds.test(own)) problems.push(`name part ${nameMismatch}`);
  return problems;
}

/** Why a text is no value of a label. The messages are those of apimachinery. */
export function labelValueProblems(value: string): string[] {
  const problems: string[] = [];
  if (lengthOf(value) > longestName) problems.push(tooLong(longestName));
  if (value !== '' && !nameEnds.test(value)) {
    problems.push(
      mismatch(valueRule, `(${name})?`, ['MyValue', 'my_value', '12345']),
    );
  }
  return problems;
}
