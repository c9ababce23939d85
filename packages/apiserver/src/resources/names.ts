const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomainPattern = `${labelPattern}(\\.${labelPattern})*`;
const qualifiedNamePattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const label = new RegExp(`^${labelPattern}$`);
const label1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = new RegExp(`^${subdomainPattern}$`);
const qualifiedName = new RegExp(`^${qualifiedNamePattern}$`);
const labelValue = new RegExp(`^(${qualifiedNamePattern})?$`);
const configKey = /^[-._a-zA-Z0-9]+$/;

/** Gives the problems of a text, none when it is fine. Texts follow k8s.io/apimachinery/pkg/util/validation. */
export type TextCheck = (value: string) => string[];

function regexProblem(text: string, pattern: string, ...examples: string[]) {
  const shown = examples.map(example => `'${example}'`).join(',  or ');
  return `${text} (e.g. ${shown}, regex used for validation is '${pattern}')`;
}

function tooLong(maximum: number): string {
  return `must be no more than ${maximum} bytes`;
}

/** RFC 1123 subdomain: most object names. */
export const checkSubdomain: TextCheck = value => {
  const problems: string[] = [];
  if (value.length > 253) {
    problems.push(tooLong(253));
  }
  if (!subdomain.test(value)) {
    problems.push(
      regexProblem(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        subdomainPattern,
        'example.com',
      ),
    );
  }
  return problems;
};

/** RFC 1123 label: containers, volumes. */
export const checkLabel: TextCheck = value => {
  const problems: string[] = [];
  if (value.length > 63) {
    problems.push(tooLong(63));
  }
  if (!label.test(value)) {
    problems.push(
      subdomain.test(value)
        ? 'must not contain dots'
        : regexProblem(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            labelPattern,
            'my-name',
            '123-abc',
          ),
    );
  }
  return problems;
};

/** RFC 1123 label as newer validation words a length: names of namespaces and services. */
export const checkShortName: TextCheck = value =>
  checkLabel(value).map(problem =>
    problem === tooLong(63) ? 'must be no more than 63 characters' : problem,
  );

/** RFC 1035 label. */
export const checkLabel1035: TextCheck = value => {
  const problems: string[] = [];
  if (value.length > 63) {
    problems.push(tooLong(63));
  }
  if (!label1035.test(value)) {
    problems.push(
      regexProblem(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        '[a-z]([-a-z0-9]*[a-z0-9])?',
        'my-name',
        'abc-123',
      ),
    );
  }
  return problems;
};

/** Names that may stand in a URL path: RBAC objects. */
export const checkPathSegment: TextCheck = value => {
  if (value === '.' || value === '..') {
    return [`may not be '${value}'`];
  }
  return ['/', '%']
    .filter(character => value.includes(character))
    .map(character => `may not contain '${character}'`);
};

/** Keys of labels and annotations: `[prefix/]name`. */
export const checkQualifiedName: TextCheck = value => {
  const parts = value.split('/');
  if (parts.length > 2) {
    return [
      `${regexProblem(
        "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        qualifiedNamePattern,
        'MyName',
        'my.name',
        '123-abc',
      )} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  const name = parts[parts.length - 1];
  if (parts.length === 2) {
    if (parts[0] === '') {
      problems.push('prefix part must be non-empty');
    } else {
      problems.push(
        ...checkSubdomain(parts[0]).map(problem => `prefix part ${problem}`),
      );
    }
  }
  if (name === '') {
    problems.push('name part must be non-empty');
  } else if (name.length > 63) {
    problems.push(`name part ${tooLong(63)}`);
  }
  if (!qualifiedName.test(name)) {
    problems.push(
      `name part ${regexProblem(
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        qualifiedNamePattern,
        'MyName',
        'my.name',
        '123-abc',
      )}`,
    );
  }
  return problems;
};

export const checkLabelValue: TextCheck = value => {
  const problems: string[] = [];
  if (value.length > 63) {
    problems.push(tooLong(63));
  }
  if (!labelValue.test(value)) {
    problems.push(
      regexProblem(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        `(${qualifiedNamePattern})?`,
        'MyValue',
        'my_value',
        '12345',
      ),
    );
  }
  return problems;
};

/** Keys of ConfigMaps and Secrets. */
export const checkConfigKey: TextCheck = value => {
  const problems: string[] = [];
  if (value.length > 253) {
    problems.push(tooLong(253));
  }
  if (!configKey.test(value)) {
    problems.push(
      regexProblem(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        '[-._a-zA-Z0-9]+',
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    );
  }
  if (value === '.') {
    problems.push("must not be '.'");
  } else if (value === '..') {
    problems.push("must not be '..'");
  } else if (value.startsWith('..')) {
    problems.push("must not start with '..'");
  }
  return problems;
};

/** Names of ports that containers declare and services target. */
export const checkPortName: TextCheck = value => {
  const problems: string[] = [];
  if (value.length > 15) {
    problems.push('must be no more than 15 characters');
  }
  if (!/^[-a-z0-9]+$/.test(value)) {
    problems.push(
      'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    );
  } else {
    if (!/[a-z]/.test(value)) {
      problems.push('must contain at least one letter (a-z)');
    }
    if (value.includes('--')) {
      problems.push('must not contain consecutive hyphens');
    }
    if (value.startsWith('-') || value.endsWith('-')) {
      problems.push('must not begin or end with a hyphen');
    }
  }
  return problems;
};

export const checkEnvName: TextCheck = value =>
  /^[ -<>-~]+$/.test(value)
    ? []
    : [
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ];
