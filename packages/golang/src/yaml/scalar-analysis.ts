/** Which styles can hold a text. */
export interface ScalarAnalysis {
  multiline: boolean;
  plain: boolean;
  single: boolean;
  block: boolean;
}

const SIMPLE = /^[A-Za-z0-9_/$(][A-Za-z0-9_/$().+=~^;<]*$/;
const SIMPLE_ANALYSIS: ScalarAnalysis = {
  multiline: false,
  plain: true,
  single: true,
  block: true,
};
const EMPTY_ANALYSIS: ScalarAnalysis = {
  multiline: false,
  plain: true,
  single: true,
  block: false,
};

const LEADING_INDICATORS = new Set(
  [...'#,[]{}&*!|>\'"%@`'].map(c => c.charCodeAt(0)),
);

function isBreak(c: number): boolean {
  return c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
}

/** What go-yaml prints as it is: line feeds, and printable characters but for the byte order mark. */
export function isPrintable(c: number): boolean {
  return (
    c === 10 ||
    (c >= 0x20 && c <= 0x7e) ||
    (c >= 0xa0 && c <= 0xffff && c !== 0xfeff && c !== 0xfffe && c !== 0xffff)
  );
}

/** Whether the characters of a text keep it from being plain in block context. */
function hasIndicators(text: string): boolean {
  if (text.startsWith('---') || text.startsWith('...')) {
    return true;
  }
  const first = text.charCodeAt(0);
  if (LEADING_INDICATORS.has(first)) {
    return true;
  }
  let precededByBlank = true;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === 58 || (i === 0 && (c === 63 || c === 45))) {
      const next = text.charCodeAt(i + 1);
      if (i + 1 >= text.length || next === 32 || next === 9) {
        return true;
      }
    } else if (c === 35 && precededByBlank) {
      return true;
    }
    precededByBlank = c === 32 || c === 9 || c === 0 || isBreak(c);
  }
  return false;
}

/** What libyaml's emitter finds out about a text before it chooses a style. */
export function analyseScalar(text: string): ScalarAnalysis {
  if (text === '') {
    return EMPTY_ANALYSIS;
  }
  if (SIMPLE.test(text)) {
    return SIMPLE_ANALYSIS;
  }
  let multiline = false;
  let special = false;
  let breakSpace = false;
  let spaceBreak = false;
  let previousSpace = false;
  let previousBreak = false;
  let astral = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c >= 0xd800 && c <= 0xdfff) {
      astral = true;
    }
    special ||= !isPrintable(c);
    if (c === 32) {
      breakSpace ||= previousBreak;
      previousSpace = true;
      previousBreak = false;
    } else if (isBreak(c)) {
      multiline = true;
      spaceBreak ||= previousSpace;
      previousSpace = false;
      previousBreak = true;
    } else {
      previousSpace = false;
      previousBreak = false;
    }
  }
  // go-yaml's notion of a printable character ends with the basic plane.
  special ||= astral;
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  const edges = first === 32 || last === 32 || isBreak(first) || isBreak(last);
  return {
    multiline,
    plain:
      !multiline &&
      !edges &&
      !breakSpace &&
      !spaceBreak &&
      !special &&
      !hasIndicators(text),
    single: !breakSpace && !spaceBreak && !special,
    block: last !== 32 && !spaceBreak && !special,
  };
}
