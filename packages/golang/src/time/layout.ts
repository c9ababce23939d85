/** An element of a layout: what it stands for, and in which form. */
export type LayoutElement =
  | { kind: 'year'; long: boolean }
  | { kind: 'month' | 'weekday'; long: boolean }
  | { kind: 'monthNumber'; padded: boolean }
  | { kind: 'day' | 'yearDay'; pad: '' | '0' | '_' }
  | { kind: 'hour' }
  | { kind: 'hour12' | 'minute' | 'second'; padded: boolean }
  | { kind: 'meridiem'; upper: boolean }
  | { kind: 'zone' }
  | { kind: 'offset'; utc: boolean; colon: boolean; parts: 1 | 2 | 3 }
  | { kind: 'fraction'; separator: string; digits: number; trimmed: boolean };

/** A layout taken apart at its first element. */
export interface LayoutChunk {
  /** What stands before. */
  prefix: string;
  /** The element as it is written; empty at the end. */
  text: string;
  element?: LayoutElement;
  /** What follows. */
  suffix: string;
}

const offset = (
  utc: boolean,
  colon: boolean,
  parts: 1 | 2 | 3,
): LayoutElement => ({ kind: 'offset', utc, colon, parts });

/** Longer ones first where one starts with the other. */
const elements: readonly [text: string, element: LayoutElement][] = [
  ['January', { kind: 'month', long: true }],
  ['Jan', { kind: 'month', long: false }],
  ['Monday', { kind: 'weekday', long: true }],
  ['Mon', { kind: 'weekday', long: false }],
  ['MST', { kind: 'zone' }],
  ['01', { kind: 'monthNumber', padded: true }],
  ['02', { kind: 'day', pad: '0' }],
  ['03', { kind: 'hour12', padded: true }],
  ['04', { kind: 'minute', padded: true }],
  ['05', { kind: 'second', padded: true }],
  ['06', { kind: 'year', long: false }],
  ['002', { kind: 'yearDay', pad: '0' }],
  ['15', { kind: 'hour' }],
  ['1', { kind: 'monthNumber', padded: false }],
  ['2006', { kind: 'year', long: true }],
  ['2', { kind: 'day', pad: '' }],
  ['_2', { kind: 'day', pad: '_' }],
  ['__2', { kind: 'yearDay', pad: '_' }],
  ['3', { kind: 'hour12', padded: false }],
  ['4', { kind: 'minute', padded: false }],
  ['5', { kind: 'second', padded: false }],
  ['PM', { kind: 'meridiem', upper: true }],
  ['pm', { kind: 'meridiem', upper: false }],
  ['-070000', offset(false, false, 3)],
  ['-07:00:00', offset(false, true, 3)],
  ['-0700', offset(false, false, 2)],
  ['-07:00', offset(false, true, 2)],
  ['-07', offset(false, false, 1)],
  ['Z070000', offset(true, false, 3)],
  ['Z07:00:00', offset(true, true, 3)],
  ['Z0700', offset(true, false, 2)],
  ['Z07:00', offset(true, true, 2)],
  ['Z07', offset(true, false, 1)],
];

const byFirst = new Map<string, [string, LayoutElement][]>();
for (const entry of elements) {
  const list = byFirst.get(entry[0][0]) ?? [];
  list.push(entry);
  byFirst.set(entry[0][0], list);
}

const FRACTION = /[.,](?:(0+)|(9+))(?![0-9])/y;

/** `Jan` and `Mon` are part of a longer word where a small letter follows. */
function endsInWord(text: string, layout: string, at: number): boolean {
  return (
    (text === 'Jan' || text === 'Mon') &&
    /^[a-z]/.test(layout.slice(at + text.length, at + text.length + 1))
  );
}

function elementAt(
  layout: string,
  at: number,
): [text: string, element: LayoutElement] | undefined {
  if (layout[at] === '.' || layout[at] === ',') {
    FRACTION.lastIndex = at;
    const match = FRACTION.exec(layout);
    if (match === null) return undefined;
    const [text, zeros, nines = ''] = match;
    return [
      text,
      {
        kind: 'fraction',
        separator: text[0],
        digits: (zeros ?? nines).length,
        trimmed: zeros === undefined,
      },
    ];
  }
  return byFirst
    .get(layout[at])
    ?.find(
      ([text]) => layout.startsWith(text, at) && !endsInWord(text, layout, at),
    );
}

/** Finds the first element of a layout, as Go's package time. */
export function nextChunk(layout: string): LayoutChunk {
  for (let at = 0; at < layout.length; at += 1) {
    // `_2006` is a literal underscore and a year.
    const from = layout.startsWith('_2006', at) ? at + 1 : at;
    const found = elementAt(layout, from);
    if (found !== undefined) {
      const [text, element] = found;
      return {
        prefix: layout.slice(0, from),
        text,
        element,
        suffix: layout.slice(from + text.length),
      };
    }
  }
  return { prefix: layout, text: '', suffix: '' };
}
