import { YamlError } from './error';
import {
  collectionTag,
  isEmpty,
  isSimpleKey,
  prepare,
  type Prepared,
  type Style,
} from './node-style';
import { NodeWriter } from './node-writer';
import {
  type MappingNode,
  type NodeLayout,
  type ScalarNode,
  type SequenceNode,
  type YamlNode,
} from './node';
import { writeDoubleQuoted } from './write-scalar';

const MAX_DEPTH = 1000;
const INDENT = 2;

/** A document and what is needed to print it as it was written. */
export interface YamlLayout {
  root: YamlNode;
  /** Comments above and below everything, with their `#`. */
  head: string;
  foot: string;
}

interface Place {
  /** It is an element of a block sequence. */
  inSequence: boolean;
  /** It belongs to an entry of a mapping. */
  inMapping: boolean;
  /** It is a key on one line. */
  simpleKey: boolean;
}

const IN_SEQUENCE: Place = {
  inSequence: true,
  inMapping: false,
  simpleKey: false,
};
const ELSEWHERE: Place = {
  inSequence: false,
  inMapping: false,
  simpleKey: false,
};
const AS_VALUE: Place = { ...ELSEWHERE, inMapping: true };
const AS_KEY: Place = { ...AS_VALUE, simpleKey: true };

export interface EmitLayoutOptions {
  /** Sequences are indented below their key, as yaml.v3 does unless it is told otherwise. */
  indentSequences?: boolean;
}

/** Prints nodes as yaml.v3's encoder with compact sequences, step by step the same: comments wait until a place for them comes. */
class NodeEmitter {
  readonly #writer = new NodeWriter();
  readonly #indentSequences: boolean;
  #head = '';
  #line = '';
  #foot = '';
  #tail = '';
  #keyLine = '';
  #flowLevel = 0;
  #depth = 0;

  constructor({ indentSequences = false }: EmitLayoutOptions) {
    this.#indentSequences = indentSequences;
  }

  emit({ root, head, foot }: YamlLayout): string {
    const writer = this.#writer;
    this.#head = head;
    if (head !== '') {
      this.#writeHead();
      writer.newLine();
    }
    this.#load(root);
    this.#writeHead();
    this.#open(root, ELSEWHERE);
    this.#writeLine();
    this.#writeFoot();
    this.#fill(root, ELSEWHERE);
    this.#wait({ foot });
    writer.footIndent = 0;
    this.#writeFoot();
    writer.footIndent = -1;
    writer.writeIndent();
    return writer.text;
  }

  #wait(comments: Partial<NodeLayout>, tail = ''): void {
    this.#head = comments.head || this.#head;
    this.#line = comments.line || this.#line;
    this.#foot = comments.foot || this.#foot;
    this.#tail = tail || this.#tail;
  }

  /** Takes the comments of the beginning of a node; collections have theirs of the end later. */
  #load(node: YamlNode, tail = '', withFoot = true): void {
    const { head, line, foot } = node.layout ?? {};
    const begins = node.kind !== 'scalar';
    this.#wait(
      begins ? { head } : { head, line, foot: withFoot ? foot : '' },
      node.kind === 'sequence' ? '' : tail,
    );
  }

  #writeHead(): void {
    const writer = this.#writer;
    if (this.#tail !== '') {
      writer.writeIndent();
      writer.writeComment(this.#tail);
      this.#tail = '';
      writer.footIndent = Math.max(writer.indent, 0);
    }
    if (this.#head === '') return;
    writer.writeIndent();
    writer.writeComment(this.#head);
    this.#head = '';
  }

  #writeLine(): void {
    if (this.#line === '') return;
    if (!this.#writer.whitespace) this.#writer.put(' ');
    this.#writer.writeComment(this.#line);
    this.#line = '';
  }

  #writeFoot(): void {
    const writer = this.#writer;
    if (this.#foot === '') return;
    writer.writeIndent();
    writer.writeComment(this.#foot);
    this.#foot = '';
    writer.footIndent = Math.max(writer.indent, 0);
  }

  #hasTrail(): boolean {
    return this.#line !== '' || this.#foot !== '' || this.#tail !== '';
  }

  /** Prints a scalar, or what stands before the content of a collection. */
  #open(node: YamlNode, place: Place): void {
    const writer = this.#writer;
    const anchor = node.layout?.anchor;
    if (node.kind === 'scalar' && node.layout?.alias) {
      writer.writeIndicator(`*${node.value}`, true);
      return;
    }
    if (anchor !== undefined) writer.writeIndicator(`&${anchor}`, true);
    if (node.kind !== 'scalar') {
      const tag = collectionTag(node);
      if (tag !== '') writer.writeTag(tag);
      return;
    }
    const prepared = prepare(node);
    if (prepared.tag !== '') writer.writeTag(prepared.tag);
    const { indent } = writer;
    this.#indent(true, place);
    this.#writeScalar(node.value, this.#styleOf(node, prepared, place));
    writer.indent = indent;
  }

  #styleOf(node: ScalarNode, prepared: Prepared, place: Place): Style {
    const { analysis } = prepared;
    const inFlow = this.#flowLevel > 0;
    let { style } = prepared;
    if (place.simpleKey && analysis.multiline) style = 'double';
    if (style === 'plain') {
      const allowed = inFlow ? analysis.flowPlain : analysis.blockPlain;
      if (!allowed || (node.value === '' && (inFlow || place.simpleKey))) {
        style = 'single';
      }
    }
    if (style === 'single' && !analysis.single) return 'double';
    if (
      (style === 'literal' || style === 'folded') &&
      (!analysis.block || inFlow || place.simpleKey)
    ) {
      return 'double';
    }
    return style;
  }

  #writeScalar(text: string, style: Style): void {
    const writer = this.#writer;
    const writeLineComment = () => {
      if (this.#line === '') writer.newLine();
      else this.#writeLine();
    };
    switch (style) {
      case 'plain':
        writer.writePlainText(text);
        break;
      case 'single':
        writer.writeSingleQuotedText(text);
        break;
      case 'double':
        writeDoubleQuoted(writer, text, false);
        break;
      case 'literal':
        writer.writeLiteralText(text, writeLineComment);
        break;
      default:
        writer.writeFoldedText(text, writeLineComment);
    }
  }

  #indent(flow: boolean, place: Place, compact = false): void {
    const writer = this.#writer;
    if (writer.indent < 0) {
      writer.indent = flow ? INDENT : 0;
    } else if (place.inSequence) {
      writer.indent += 2;
    } else {
      writer.indent = INDENT * (Math.floor(writer.indent / INDENT) + 1);
      if (compact) writer.indent -= 2;
    }
  }

  /** Prints the content of a collection. */
  #fill(node: YamlNode, place: Place): void {
    if (node.kind === 'scalar') return;
    if (this.#depth >= MAX_DEPTH) {
      throw new YamlError(`yaml: exceeded max depth of ${MAX_DEPTH}`);
    }
    this.#depth += 1;
    const { indent } = this.#writer;
    const flow = this.#flowLevel > 0 || node.style === 'flow' || isEmpty(node);
    if (node.kind === 'sequence') {
      if (flow) this.#flowSequence(node, place);
      else this.#blockSequence(node, place);
    } else if (flow) {
      this.#flowMapping(node, place);
    } else {
      this.#blockMapping(node, place);
    }
    this.#writer.indent = indent;
    this.#depth -= 1;
  }

  #endComments(node: YamlNode, tail = ''): void {
    const { line, foot } = node.layout ?? {};
    this.#wait({ line, foot }, tail);
  }

  #blockSequence(node: SequenceNode, place: Place): void {
    const writer = this.#writer;
    const compact =
      !this.#indentSequences &&
      place.inMapping &&
      (writer.column === 0 || !writer.indention);
    this.#indent(false, place, compact);
    for (const item of node.items) {
      this.#load(item);
      this.#writeHead();
      writer.writeIndent();
      writer.writeIndicator('-', true, true);
      this.#open(item, IN_SEQUENCE);
      this.#writeLine();
      this.#writeFoot();
      this.#fill(item, IN_SEQUENCE);
    }
    this.#endComments(node);
  }

  #blockMapping(node: MappingNode, place: Place): void {
    const writer = this.#writer;
    this.#indent(false, place);
    let tail = '';
    for (const { key, value } of node.entries) {
      this.#load(key, tail, false);
      tail = key.layout?.foot ?? '';
      this.#writeHead();
      writer.writeIndent();
      if (this.#line !== '') {
        this.#keyLine = this.#line;
        this.#line = '';
      }
      const simple = isSimpleKey(key);
      if (!simple) writer.writeIndicator('?', true, true);
      const keyPlace = simple ? AS_KEY : AS_VALUE;
      this.#open(key, keyPlace);
      this.#fill(key, keyPlace);
      this.#load(value);
      if (!simple) writer.writeIndent();
      writer.writeIndicator(':', !simple, !simple);
      this.#placeKeyLine(value);
      this.#open(value, AS_VALUE);
      this.#writeLine();
      this.#writeFoot();
      this.#fill(value, AS_VALUE);
    }
    this.#endComments(node, tail);
    this.#writeHead();
  }

  /** The comment behind a key: at its value, or before a block. */
  #placeKeyLine(value: YamlNode): void {
    if (this.#keyLine === '') return;
    if (value.kind === 'scalar') {
      if (!value.layout?.alias && this.#line === '') {
        this.#line = this.#keyLine;
        this.#keyLine = '';
      }
    } else if (value.style !== 'flow') {
      const line = this.#line;
      this.#line = this.#keyLine;
      this.#writeLine();
      this.#keyLine = '';
      this.#line = line;
    }
  }

  #flowSequence(node: SequenceNode, place: Place): void {
    const writer = this.#writer;
    const { indent } = writer;
    writer.writeOpening('[');
    this.#indent(true, place);
    this.#flowLevel += 1;
    let trailed = true;
    for (const item of node.items) {
      this.#load(item);
      if (!trailed) writer.writeIndicator(',', false);
      this.#writeHead();
      if (writer.column === 0) writer.writeIndent();
      trailed = this.#hasTrail();
      this.#flowItem(item);
    }
    this.#endComments(node);
    this.#flowLevel -= 1;
    writer.indent = indent;
    if (writer.column === 0) writer.writeIndent();
    this.#closeFlow(']');
  }

  #flowMapping(node: MappingNode, place: Place): void {
    const writer = this.#writer;
    const { indent } = writer;
    writer.writeOpening('{');
    this.#indent(true, place);
    this.#flowLevel += 1;
    let trailed = true;
    let tail = '';
    for (const { key, value } of node.entries) {
      this.#load(key, tail, false);
      tail = key.layout?.foot ?? '';
      if (!trailed) writer.writeIndicator(',', false);
      this.#writeHead();
      if (writer.column === 0) writer.writeIndent();
      const simple = isSimpleKey(key);
      if (!simple) writer.writeIndicator('?', true);
      const keyPlace = simple ? AS_KEY : AS_VALUE;
      this.#open(key, keyPlace);
      this.#fill(key, keyPlace);
      this.#load(value);
      writer.writeIndicator(':', !simple);
      trailed = this.#hasTrail();
      this.#flowItem(value, AS_VALUE);
    }
    this.#endComments(node, tail);
    if (
      !trailed &&
      (this.#head !== '' || this.#foot !== '' || this.#tail !== '')
    ) {
      writer.writeIndicator(',', false);
    }
    this.#writeHead();
    this.#flowLevel -= 1;
    writer.indent = indent;
    this.#closeFlow('}');
  }

  /** A comma comes before the comments of an element. */
  #flowItem(node: YamlNode, place: Place = ELSEWHERE): void {
    this.#open(node, place);
    if (this.#hasTrail()) this.#writer.writeIndicator(',', false);
    this.#writeLine();
    this.#writeFoot();
    this.#fill(node, place);
  }

  #closeFlow(indicator: string): void {
    this.#writer.writeIndicator(indicator, false);
    this.#writeLine();
    this.#writeFoot();
  }
}

/**
 * Prints a document as kyaml does: order, styles and comments kept, sequences not indented below their key (unless asked), no longest
 * line, a final newline. Byte for byte yaml.v3's encoder.
 *
 * @throws YamlError for nodes nested too deep
 */
export function emitYamlLayout(
  layout: YamlLayout,
  options: EmitLayoutOptions = {},
): string {
  return new NodeEmitter(options).emit(layout);
}
