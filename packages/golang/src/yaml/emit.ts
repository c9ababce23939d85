import { formatFloat } from '../fmt/float';
import { goJsonStringify, type JsonObject, type JsonValue } from '../json';
import { YamlError } from './error';
import { mayBeTyped, resolvePlain } from './implicit';
import { compareKeys } from './key-order';
import { analyseScalar } from './scalar-analysis';
import {
  writeDoubleQuoted,
  writeLiteral,
  writePlain,
  writeSingleQuoted,
  YamlWriter,
} from './write-scalar';

const MAX_DEPTH = 1000;
const MAX_KEY_BYTES = 128;

/** YAML 1.1 wrote numbers in base 60; go-yaml reads them as strings and quotes them. */
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** What go-yaml's reader refuses, so that upstream's hop through JSON fails on it. */
const FORBIDDEN = /[\x7f\x80-\x84\x86-\x9f\ufffe\uffff]/;

/** Whether go-yaml quotes a text because YAML 1.1 had such numbers. */
export function isBase60(text: string): boolean {
  return text.includes(':') && BASE_60.test(text);
}

function canBePlain(text: string): boolean {
  return (
    !mayBeTyped(text) ||
    (resolvePlain(text, 'sigs').tag === '!!str' && !isBase60(text))
  );
}

/**
 * What the hop through JSON makes of a text: upstream prints JSON and reads that as YAML, where NEL is a line break inside
 * double quotes and folds into a space.
 */
function throughJson(text: string): string {
  if (FORBIDDEN.test(text)) {
    throw new YamlError('yaml: control characters are not allowed');
  }
  if (!text.includes('\x85')) {
    return text;
  }
  return text.replace(/ *\x85[ \x85]*/g, run => {
    const breaks = run.split('\x85').length - 1;
    return breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
  });
}

/** Read as YAML, the JSON of a key must end on the line it began on and within 1,024 characters. */
function keyThroughJson(key: string): string {
  const text = throughJson(key);
  if (
    text !== key ||
    (key.length > 160 && Array.from(goJsonStringify(key)).length > 1024)
  ) {
    throw new YamlError("yaml: did not find expected ',' or '}'");
  }
  return text;
}

function numberText(value: number | bigint): string {
  if (typeof value === 'bigint') {
    return value > 0xffff_ffff_ffff_ffffn || value < -(1n << 63n)
      ? formatFloat(Number(value))
      : String(value);
  }
  if (!Number.isFinite(value)) {
    throw new YamlError(
      `error marshaling into JSON: json: unsupported value: ${formatFloat(
        value,
      )}`,
    );
  }
  if (Number.isInteger(value) && Math.abs(value) < 1e21) {
    // The fewest digits that read back as the value, and zeros: not all that it has.
    return numberText(BigInt(String(value)));
  }
  return formatFloat(value);
}

function writeScalar(writer: YamlWriter, text: string, key: boolean): void {
  const analysis = analyseScalar(text);
  if (text.includes('\n')) {
    if (analysis.block && !key) {
      writeLiteral(writer, text);
    } else {
      writeDoubleQuoted(writer, text, !key);
    }
    return;
  }
  if (!canBePlain(text) || (key && analysis.multiline)) {
    writeDoubleQuoted(writer, text, !key);
  } else if (analysis.plain && !(key && text === '')) {
    writePlain(writer, text, !key);
  } else if (analysis.single) {
    writeSingleQuoted(writer, text, !key);
  } else {
    writeDoubleQuoted(writer, text, !key);
  }
}

function isSimpleKey(text: string): boolean {
  return (
    text.length <= MAX_KEY_BYTES &&
    !analyseScalar(text).multiline &&
    Buffer.byteLength(text) <= MAX_KEY_BYTES
  );
}

class Emitter {
  readonly #writer = new YamlWriter();
  #depth = 0;

  /** Ends the document; its text. */
  finish(): string {
    this.#writer.writeIndent();
    return this.#writer.text;
  }

  /** `mapping`: the node is a value in a mapping. */
  emit(value: JsonValue, mapping: boolean): void {
    const writer = this.#writer;
    if (typeof value === 'object' && value !== null) {
      if (this.#depth >= MAX_DEPTH) {
        throw new YamlError(`yaml: exceeded max depth of ${MAX_DEPTH}`);
      }
      this.#depth += 1;
      if (Array.isArray(value)) {
        this.#sequence(value, mapping);
      } else {
        this.#mapping(value);
      }
      this.#depth -= 1;
      return;
    }
    const { indent } = writer;
    writer.indent = indent < 0 ? 2 : indent + 2;
    if (value === null) {
      writePlain(writer, 'null', false);
    } else if (typeof value === 'string') {
      writeScalar(writer, throughJson(value), false);
    } else if (typeof value === 'boolean') {
      writePlain(writer, String(value), false);
    } else {
      writePlain(writer, numberText(value), false);
    }
    writer.indent = indent;
  }

  #sequence(items: JsonValue[], mapping: boolean): void {
    const writer = this.#writer;
    if (items.length === 0) {
      writer.writeIndicator('[]', true);
      return;
    }
    const { indent } = writer;
    const indentless = mapping && !writer.indention;
    if (indent < 0) {
      writer.indent = 0;
    } else if (!indentless) {
      writer.indent = indent + 2;
    }
    for (const item of items) {
      writer.writeIndent();
      writer.writeIndicator('-', true, true);
      this.emit(item, false);
    }
    writer.indent = indent;
  }

  #mapping(object: JsonObject): void {
    const writer = this.#writer;
    const entries: [string, JsonValue][] = [];
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (value !== undefined) {
        entries.push([keyThroughJson(key), value]);
      }
    }
    if (entries.length === 0) {
      writer.writeIndicator('{}', true);
      return;
    }
    entries.sort((a, b) => compareKeys(a[0], b[0]));
    const { indent } = writer;
    writer.indent = indent < 0 ? 0 : indent + 2;
    for (const [key, value] of entries) {
      writer.writeIndent();
      if (isSimpleKey(key)) {
        writer.indent += 2;
        writeScalar(writer, key, true);
        writer.indent -= 2;
        writer.writeIndicator(':', false);
      } else {
        writer.writeIndicator('?', true, true);
        writer.indent += 2;
        writeScalar(writer, key, false);
        writer.indent -= 2;
        writer.writeIndent();
        writer.writeIndicator(':', true, true);
      }
      this.emit(value, true);
    }
    writer.indent = indent;
  }
}

/**
 * Prints a value byte for byte as sigs.k8s.io/yaml's `Marshal`: keys in go-yaml's natural order, lines folded at 80
 * columns, a final newline.
 *
 * @throws YamlError for what upstream cannot print (control characters, NaN, infinities)
 */
export function emitSigsYaml(value: JsonValue): string {
  const emitter = new Emitter();
  emitter.emit(value, false);
  return emitter.finish();
}
