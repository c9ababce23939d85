import { quote } from '../fmt';
import { utf8Length } from '../value';

/** What the lexer finds in a template. Keywords come after all the rest. */
export type TokenType =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelimiter'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelimiter'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | Keyword;

export type Keyword =
  | 'block'
  | 'break'
  | 'continue'
  | 'dot'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'nil'
  | 'range'
  | 'template'
  | 'with';

export interface Token {
  readonly type: TokenType;
  /** Where it begins, in UTF-16 code units of the text. */
  readonly position: number;
  /** Its text; of an error the message. */
  readonly value: string;
  /** The line it begins on, from 1. */
  readonly line: number;
}

export const keywords: ReadonlyMap<string, Keyword> = new Map([
  ['.', 'dot'],
  ['block', 'block'],
  ['break', 'break'],
  ['continue', 'continue'],
  ['define', 'define'],
  ['else', 'else'],
  ['end', 'end'],
  ['if', 'if'],
  ['nil', 'nil'],
  ['range', 'range'],
  ['template', 'template'],
  ['with', 'with'],
]);

const keywordTypes: ReadonlySet<TokenType> = new Set(keywords.values());

/** A token as errors show it. */
export function describeToken(token: Token): string {
  if (token.type === 'eof') return 'EOF';
  if (token.type === 'error') return token.value;
  if (keywordTypes.has(token.type)) return `<${token.value}>`;
  if (utf8Length(token.value) > 10) {
    return `${quote(Array.from(token.value).slice(0, 10).join(''))}...`;
  }
  return quote(token.value);
}
