import { isBlank, isBlankOrEnd, isBreak } from './characters';
import { isPrintable } from './scalar-analysis';

/** Which styles can hold a text, as yaml.v3's emitter sees it. */
export interface NodeAnalysis {
  multiline: boolean;
  flowPlain: boolean;
  blockPlain: boolean;
  single: boolean;
  block: boolean;
}

const ALWAYS = new Set([...'#,[]{}&*!|>\'"%@`'].map(c => c.charCodeAt(0)));
const IN_FLOW = new Set([...',?[]{}:'].map(c => c.charCodeAt(0)));

/** Characters that keep a text from being plain. */
function indicators(text: string): { flow: boolean; block: boolean } {
  let block = text.startsWith('---') || text.startsWith('...');
  let flow = block;
  let afterSpace = true;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    const next = text.charCodeAt(i + 1);
    const beforeSpace = i + 1 >= text.length || isBlank(next);
    if (i === 0 && ALWAYS.has(c)) {
      flow = true;
      block = true;
    } else if (i === 0 && c === 45) {
      flow ||= beforeSpace;
      block ||= beforeSpace;
    } else {
      flow ||= IN_FLOW.has(c);
      block ||= beforeSpace && (c === 58 || (i === 0 && c === 63));
    }
    if (i > 0 && c === 35 && afterSpace) {
      flow = true;
      block = true;
    }
    afterSpace = isBlankOrEnd(c);
  }
  return { flow, block };
}

/** What yaml.v3's emitter finds out about a text before it chooses a style; unlike that of yaml.v2 it lets tabs into blocks. */
export function analyseNodeScalar(text: string): NodeAnalysis {
  if (text === '') {
    return {
      multiline: false,
      flowPlain: false,
      blockPlain: true,
      single: true,
      block: false,
    };
  }
  let multiline = false;
  let special = false;
  let tabs = false;
  let breakSpace = false;
  let spaceBreak = false;
  let previousSpace = false;
  let previousBreak = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === 9) tabs = true;
    else special ||= !isPrintable(c) || (c >= 0xd800 && c <= 0xdfff);
    const space = c === 32;
    const lineBreak = isBreak(c);
    breakSpace ||= space && previousBreak;
    spaceBreak ||= lineBreak && previousSpace;
    multiline ||= lineBreak;
    previousSpace = space;
    previousBreak = lineBreak;
  }
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  const edges = [first, last].some(c => c === 32 || isBreak(c));
  const { flow, block } = indicators(text);
  const single = !breakSpace && !spaceBreak && !tabs && !special;
  const plain = single && !edges && !multiline;
  return {
    multiline,
    flowPlain: plain && !flow,
    blockPlain: plain && !block,
    single,
    block: last !== 32 && !spaceBreak && !special,
  };
}
