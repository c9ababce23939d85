import { quote } from '../fmt';
import { type NumberConstant } from './number';

/** The text that nodes are of, for the place in errors. */
export interface Source {
  /** The name of the template that was parsed; not that of a `define` in it. */
  readonly name: string;
  readonly text: string;
}

/** A part of a template. `toString` prints it as Go does in its errors. */
abstract class BaseNode {
  constructor(
    readonly source: Source,
    /** Where it begins, in UTF-16 code units of the text. */
    readonly position: number,
  ) {}

  abstract toString(): string;
}

export class ListNode extends BaseNode {
  readonly type = 'list';
  readonly nodes: ActionListNode[] = [];

  toString(): string {
    return this.nodes.join('');
  }
}

export class TextNode extends BaseNode {
  readonly type = 'text';

  constructor(source: Source, position: number, readonly text: string) {
    super(source, position);
  }

  toString(): string {
    return this.text;
  }
}

export class PipeNode extends BaseNode {
  readonly type = 'pipe';
  isAssign = false;
  readonly declared: VariableNode[] = [];
  readonly commands: CommandNode[] = [];

  toString(): string {
    const declared =
      this.declared.length === 0
        ? ''
        : `${this.declared.join(', ')} ${this.isAssign ? '=' : ':='} `;
    return declared + this.commands.join(' | ');
  }
}

export class ActionNode extends BaseNode {
  readonly type = 'action';

  constructor(source: Source, position: number, readonly pipe: PipeNode) {
    super(source, position);
  }

  toString(): string {
    return `{{${this.pipe}}}`;
  }
}

export class CommandNode extends BaseNode {
  readonly type = 'command';
  readonly args: OperandNode[] = [];

  toString(): string {
    return this.args
      .map(arg => (arg.type === 'pipe' ? `(${arg})` : String(arg)))
      .join(' ');
  }
}

export class IdentifierNode extends BaseNode {
  readonly type = 'identifier';

  constructor(source: Source, position: number, readonly name: string) {
    super(source, position);
  }

  toString(): string {
    return this.name;
  }
}

/** A variable, possibly with fields of it. The first name has the dollar sign. */
export class VariableNode extends BaseNode {
  readonly type = 'variable';

  constructor(
    source: Source,
    position: number,
    readonly names: readonly string[],
  ) {
    super(source, position);
  }

  toString(): string {
    return this.names.join('.');
  }
}

export class DotNode extends BaseNode {
  readonly type = 'dot';

  toString(): string {
    return '.';
  }
}

export class NilNode extends BaseNode {
  readonly type = 'nil';

  toString(): string {
    return 'nil';
  }
}

/** Fields of dot: `.a.b`. */
export class FieldNode extends BaseNode {
  readonly type = 'field';

  constructor(
    source: Source,
    position: number,
    readonly names: readonly string[],
  ) {
    super(source, position);
  }

  toString(): string {
    return `.${this.names.join('.')}`;
  }
}

/** Fields of anything else: `(f .x).a.b`. */
export class ChainNode extends BaseNode {
  readonly type = 'chain';

  constructor(
    source: Source,
    position: number,
    readonly node: OperandNode,
    readonly names: readonly string[],
  ) {
    super(source, position);
  }

  toString(): string {
    const { node } = this;
    const start = node.type === 'pipe' ? `(${node})` : String(node);
    return `${start}.${this.names.join('.')}`;
  }
}

export class BoolNode extends BaseNode {
  readonly type = 'bool';

  constructor(source: Source, position: number, readonly value: boolean) {
    super(source, position);
  }

  toString(): string {
    return String(this.value);
  }
}

export class NumberNode extends BaseNode {
  readonly type = 'number';

  constructor(
    source: Source,
    position: number,
    readonly text: string,
    readonly value: NumberConstant,
  ) {
    super(source, position);
  }

  toString(): string {
    return this.text;
  }
}

export class StringNode extends BaseNode {
  readonly type = 'string';

  constructor(
    source: Source,
    position: number,
    readonly quoted: string,
    readonly value: string,
  ) {
    super(source, position);
  }

  toString(): string {
    return this.quoted;
  }
}

/** `{{end}}`; in no tree. */
export class EndNode extends BaseNode {
  readonly type = 'end';

  toString(): string {
    return '{{end}}';
  }
}

/** `{{else}}`; in no tree. */
export class ElseNode extends BaseNode {
  readonly type = 'else';

  toString(): string {
    return '{{else}}';
  }
}

export class BranchNode extends BaseNode {
  constructor(
    source: Source,
    position: number,
    readonly type: 'if' | 'range' | 'with',
    readonly pipe: PipeNode,
    readonly list: ListNode,
    readonly elseList: ListNode | undefined,
  ) {
    super(source, position);
  }

  toString(): string {
    const otherwise = this.elseList ? `{{else}}${this.elseList}` : '';
    return `{{${this.type} ${this.pipe}}}${this.list}${otherwise}{{end}}`;
  }
}

/** `{{break}}` and `{{continue}}`. */
export class JumpNode extends BaseNode {
  constructor(
    source: Source,
    position: number,
    readonly type: 'break' | 'continue',
  ) {
    super(source, position);
  }

  toString(): string {
    return `{{${this.type}}}`;
  }
}

export class TemplateNode extends BaseNode {
  readonly type = 'template';

  constructor(
    source: Source,
    position: number,
    readonly name: string,
    readonly pipe: PipeNode | undefined,
  ) {
    super(source, position);
  }

  toString(): string {
    const pipe = this.pipe ? ` ${this.pipe}` : '';
    return `{{template ${quote(this.name)}${pipe}}}`;
  }
}

/** What a list holds. */
export type ActionListNode =
  | TextNode
  | ActionNode
  | BranchNode
  | JumpNode
  | TemplateNode;

/** What a command consists of. */
export type OperandNode =
  | IdentifierNode
  | DotNode
  | NilNode
  | VariableNode
  | FieldNode
  | ChainNode
  | BoolNode
  | NumberNode
  | StringNode
  | PipeNode;

export type Node =
  | ListNode
  | ActionListNode
  | OperandNode
  | CommandNode
  | EndNode
  | ElseNode;

/** Whether there is nothing but space: such a template replaces no other. */
export function isEmptyList(list: ListNode): boolean {
  return list.nodes.every(
    // Go's unicode.IsSpace, which is not that of JavaScript.
    node =>
      node.type === 'text' &&
      /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/.test(
        node.text,
      ),
  );
}
