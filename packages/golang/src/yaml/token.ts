import { type YamlStyle } from './node';

export const TokenType = {
  StreamEnd: 0,
  VersionDirective: 1,
  TagDirective: 2,
  DocumentStart: 3,
  DocumentEnd: 4,
  BlockSequenceStart: 5,
  BlockMappingStart: 6,
  BlockEnd: 7,
  FlowSequenceStart: 8,
  FlowSequenceEnd: 9,
  FlowMappingStart: 10,
  FlowMappingEnd: 11,
  BlockEntry: 12,
  FlowEntry: 13,
  Key: 14,
  Value: 15,
  Alias: 16,
  Anchor: 17,
  Tag: 18,
  Scalar: 19,
} as const;

export type TokenKind = (typeof TokenType)[keyof typeof TokenType];

/** One token of a YAML stream; its fields are the mark where it starts. */
export class Token {
  readonly type: TokenKind;
  readonly index: number;
  readonly line: number;
  readonly column: number;
  /** A scalar's value, an anchor's name, a tag's handle, a version. */
  readonly value: string;
  /** A tag's suffix, or the prefix a %TAG directive gives. */
  readonly suffix: string;
  readonly style: YamlStyle;

  constructor(
    type: TokenKind,
    index: number,
    line: number,
    column: number,
    value: string,
    suffix: string,
    style: YamlStyle,
  ) {
    this.type = type;
    this.index = index;
    this.line = line;
    this.column = column;
    this.value = value;
    this.suffix = suffix;
    this.style = style;
  }
}
