/** A part of a text: literal bytes, or an expression. */
export type Part = string | Expression;

/** `${parameter operator argument…}`; all texts are byte strings (one character for each byte of UTF-8). */
export interface Expression {
  parameter: string;
  /** '' for a bare `${name}`. */
  operator: string;
  /** Each argument is one text, or one nested expression. */
  arguments: Part[];
}
