import { type Random } from './random';
import { characters, scalars, words } from './scalars';

/** A text that may be a scalar of any kind. */
export function randomText(random: Random): string {
  const kind = random.below(10);
  if (kind < 5) return random.pick(scalars);
  if (kind < 7) {
    return Array.from({ length: 1 + random.below(30) }, () =>
      random.pick(words),
    ).join(random.chance(0.1) ? '  ' : ' ');
  }
  if (kind < 9) {
    return Array.from({ length: 1 + random.below(8) }, () =>
      random.pick(characters),
    ).join('');
  }
  const number = (random.next() - 0.5) * 10 ** (random.below(50) - 20);
  return random.pick([
    String(number),
    number.toExponential(),
    number.toFixed(random.below(9)),
    String(Math.trunc(number)),
  ]);
}

function doubleQuoted(random: Random, text: string): string {
  const json = JSON.stringify(text);
  if (random.chance(0.7)) return json;
  return json.replace(/[é日a]/gu, char => {
    const code = char.codePointAt(0) ?? 0;
    return code < 256 && random.chance(0.5)
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function singleQuoted(text: string, indent: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\n', `\n\n${indent}`)}'`;
}

function blockText(random: Random, text: string, indent: string): string {
  const chomp = random.pick(['', '-', '+']);
  const inner = `${indent}  `;
  const explicit = /^[ \n]/.test(text) || random.chance(0.1) ? '2' : '';
  const body = text
    .split('\n')
    .map(line => (line === '' ? '' : inner + line))
    .join('\n');
  const note = random.chance(0.1) ? ' # comment' : '';
  return `${random.pick(['|', '>'])}${explicit}${chomp}${note}\n${body}`;
}

function scalar(random: Random, indent: string, inFlow: boolean): string {
  const text = randomText(random);
  const tag = random.chance(0.04)
    ? `${random.pick([
        '!!str',
        '!!int',
        '!!float',
        '!!bool',
        '!!null',
        '!!binary',
        '!!timestamp',
        '!custom',
        '!',
      ])} `
    : '';
  switch (random.below(inFlow ? 6 : 8)) {
    case 0:
    case 1:
      return tag + doubleQuoted(random, text);
    case 2:
      return tag + singleQuoted(text, indent);
    case 6:
    case 7:
      return tag + blockText(random, text, indent);
    default:
      return (
        tag + text.replaceAll('\n', random.chance(0.5) ? ' ' : `\n${indent}`)
      );
  }
}

function key(random: Random): string {
  const plain = [
    'a',
    'b',
    'name',
    'key-1',
    'x.y/z',
    'data',
    '1',
    'true',
    'null',
    'yes',
    '1.5',
    '__proto__',
    'constructor',
    'é',
    '0x1',
    '2001-01-01',
  ];
  if (random.chance(0.75)) return random.pick(plain);
  const text = randomText(random).replaceAll('\n', ' ');
  return random.chance(0.7) ? JSON.stringify(text) : text;
}

interface Names {
  /** Anchors that have been set. */
  anchors: string[];
}

function flow(random: Random, depth: number, names: Names): string {
  const separator = random.pick([', ', ',', ' , ']);
  if (random.chance(0.5)) {
    const items = random.list(3, () =>
      value(random, depth - 1, '', names, true),
    );
    return `[${items.join(separator)}]`;
  }
  const entries = random.list(
    3,
    () => `${key(random)}: ${value(random, depth - 1, '', names, true)}`,
  );
  return `{${entries.join(separator)}}`;
}

function comment(random: Random, indent: string): string {
  return random.chance(0.05) ? `${indent}# comment\n` : '';
}

function blockMapping(
  random: Random,
  depth: number,
  indent: string,
  names: Names,
): string {
  return Array.from({ length: 1 + random.below(4) }, () => {
    const merge =
      names.anchors.length > 0 && random.chance(0.03)
        ? `${indent}<<: *${random.pick(names.anchors)}\n`
        : '';
    return `${merge}${comment(random, indent)}${indent}${key(random)}:${nested(
      random,
      depth,
      indent,
      names,
    )}\n`;
  }).join('');
}

function blockSequence(
  random: Random,
  depth: number,
  indent: string,
  names: Names,
): string {
  return Array.from(
    { length: 1 + random.below(4) },
    () =>
      `${comment(random, indent)}${indent}-${nested(
        random,
        depth,
        `${indent} `,
        names,
      )}\n`,
  ).join('');
}

/** What follows `key:` or `-`, without the last line break. */
function nested(
  random: Random,
  depth: number,
  indent: string,
  names: Names,
): string {
  let anchor = '';
  if (random.chance(0.03)) {
    anchor = `a${names.anchors.length}`;
    names.anchors.push(anchor);
    anchor = ` &${anchor}`;
  }
  if (depth <= 0 || random.chance(0.5)) {
    return `${anchor} ${value(random, depth, `${indent}  `, names, false)}`;
  }
  const inner = `${indent}${random.pick([' ', '  ', '  ', '    '])}`;
  const block = random.chance(0.5)
    ? blockMapping(random, depth - 1, inner, names)
    : blockSequence(
        random,
        depth - 1,
        random.chance(0.3) ? indent : inner,
        names,
      );
  return `${anchor}\n${block.replace(/\n$/, '')}`;
}

function value(
  random: Random,
  depth: number,
  indent: string,
  names: Names,
  inFlow: boolean,
): string {
  if (names.anchors.length > 0 && random.chance(0.05)) {
    return `*${random.pick(names.anchors)}`;
  }
  if (depth > 0 && random.chance(0.3)) return flow(random, depth, names);
  return scalar(random, indent, inFlow);
}

/** A custom resource or a ConfigMap with random content, as text: not always valid YAML. */
export function randomManifest(random: Random, name: string): string {
  const names: Names = { anchors: [] };
  const lines = random.chance(0.4)
    ? `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${Array.from(
        { length: 1 + random.below(4) },
        () => `  ${key(random)}: ${scalar(random, '    ', false)}\n`,
      ).join('')}`
    : `apiVersion: fuzz.example.com/v1\nkind: Thing\nmetadata:\n  name: ${name}\nspec:${nested(
        random,
        3,
        '',
        names,
      )}\n`;
  return random.chance(0.05) ? lines.replaceAll('\n', '\r\n') : lines;
}

/** A mapping of several levels as text, with comments: not always valid YAML. */
export function randomMapping(random: Random): string {
  return blockMapping(random, 3, '', { anchors: [] });
}
