import {
  type GoValue,
  GoBytes,
  GoComplex,
  GoFloat32,
  GoFunctionValue,
  GoInteger,
  GoObject,
  GoSlice,
  GoTypedMap,
  Measure,
  basicOf,
  isUnsigned,
  sortedKeys,
  typeName,
} from '../value';
import {
  type FormatFlags,
  type IntegerForm,
  type Output,
  formatCharacter,
  formatFloatWith,
  formatHex,
  formatInteger,
  formatQuoted,
  formatQuotedCharacter,
  formatText,
  formatUnicode,
  isPlain,
  noFlags,
  pad,
} from './format';

/** How deep values are printed; a value that holds itself ends here. */
const maximumDepth = 1_000;

const integerForms: Readonly<Record<string, IntegerForm>> = {
  v: { base: 10 },
  d: { base: 10 },
  b: { base: 2 },
  o: { base: 8 },
  O: { base: 8, octalPrefix: true },
  x: { base: 16 },
  X: { base: 16, upper: true },
};

/** An address for what has one in Go; which one cannot be told. */
const address = 0xc00000000000n;

/** Prints values for verbs, as the printer of Go's `fmt` does. */
export class Printer {
  readonly out: Output;
  flags: FormatFlags = noFlags();
  /** Inside of a `%!verb(type=value)`, where no methods are called. */
  #erroring = false;
  readonly #measure = new Measure();

  constructor(out: Output) {
    this.out = out;
  }

  /** Prints an argument. */
  argument(value: GoValue, verb: string): void {
    if (value === null) {
      if (verb === 'T' || verb === 'v') {
        this.out.write(pad('<nil>', this.flags));
      } else {
        this.#badVerb(undefined, verb);
      }
      return;
    }
    if (verb === 'T') {
      this.out.write(formatText(typeName(value), this.flags));
    } else if (verb === 'p') {
      this.#pointer(value, verb);
    } else if (value instanceof GoBytes && value.type.name === '[]uint8') {
      this.#bytes(value, verb, '[]byte', 0);
    } else {
      this.#value(value, verb, 0);
    }
  }

  #badVerb(value: GoValue | undefined, verb: string): void {
    const outer = this.#erroring;
    this.#erroring = true;
    this.out.write(`%!${verb}(`);
    if (value === undefined) {
      this.out.write('<nil>');
    } else {
      this.out.write(`${typeName(value)}=`);
      this.#value(value, 'v', 0);
    }
    this.out.write(')');
    this.#erroring = outer;
  }

  /** What the methods of a value print; false where it has none for the verb. */
  #methods(value: GoObject, verb: string): boolean {
    if (this.#erroring) return false;
    if (this.flags.sharpV) {
      const text = value.goStringer();
      if (text === undefined) return false;
      this.out.write(formatText(text, this.flags));
      return true;
    }
    if (!'vsxXq'.includes(verb)) return false;
    const text = value.stringer();
    if (text === undefined) return false;
    this.#text(text, verb, text);
    return true;
  }

  #value(value: GoValue, verb: string, depth: number): void {
    this.#measure.visit();
    switch (typeof value) {
      case 'string':
        this.#text(value, verb, value);
        return;
      case 'number':
        this.#float(value, 64, verb, value);
        return;
      case 'boolean':
        if (verb === 't' || verb === 'v') {
          this.out.write(pad(String(value), this.flags));
        } else {
          this.#badVerb(value, verb);
        }
        return;
      default:
    }
    if (value === null) {
      this.out.write(this.flags.sharpV ? 'interface {}(nil)' : '<nil>');
    } else if (value instanceof GoInteger) {
      this.#integer(value, verb, value);
    } else if (verb === 'w' && !this.#erroring) {
      this.#badVerb(value, verb);
    } else if (depth > maximumDepth) {
      this.out.write('...');
    } else if (Array.isArray(value)) {
      this.#list(value, verb, depth, '[]interface {}', false);
    } else if (value instanceof Map) {
      this.#map(value, verb, depth, 'map[string]interface {}', false);
    } else if (!this.#methods(value, verb)) {
      this.#object(value, verb, depth);
    }
  }

  #object(value: GoObject, verb: string, depth: number): void {
    const { name, kind } = value.type;
    if (value instanceof GoFloat32) {
      this.#float(value.value, 32, verb, value);
    } else if (value instanceof GoComplex) {
      this.#complex(value, verb);
    } else if (value instanceof GoBytes) {
      if ('sqxX'.includes(verb)) this.#bytes(value, verb, name, depth);
      else this.#byteList(value, verb, depth);
    } else if (value instanceof GoSlice) {
      this.#list(value.items, verb, depth, name, value.isNil);
    } else if (value instanceof GoTypedMap) {
      this.#map(value.entries, verb, depth, name, value.isNil);
    } else if (kind === 'ptr') {
      this.#pointerValue(value, verb, depth);
    } else if (kind === 'func') {
      this.#pointer(value, verb);
    } else {
      this.#named(value, verb, depth);
    }
  }

  /** A value of a type with a name, or a struct. */
  #named(value: GoObject, verb: string, depth: number): void {
    const basic = basicOf(value);
    if (typeof basic === 'string') {
      this.#text(basic, verb, value);
    } else if (typeof basic === 'number') {
      this.#float(basic, 64, verb, value);
    } else if (basic instanceof GoInteger) {
      this.#integer(basic, verb, value);
    } else if (basic !== value) {
      this.#value(basic, verb, depth);
    } else {
      this.#struct(value, verb, depth);
    }
  }

  #text(text: string, verb: string, shown: GoValue): void {
    const { flags, out } = this;
    if (verb === 's' || (verb === 'v' && !flags.sharpV)) {
      out.write(formatText(text, flags));
    } else if (verb === 'q' || verb === 'v') {
      out.write(formatQuoted(text, flags));
    } else if (verb === 'x' || verb === 'X') {
      out.write(formatHex(text, flags, verb === 'X'));
    } else {
      this.#badVerb(shown, verb);
    }
  }

  #integer(integer: GoInteger, verb: string, shown: GoValue): void {
    const { flags, out } = this;
    const { value } = integer;
    const form = integerForms[verb];
    if (verb === 'v' && flags.sharpV && isUnsigned(integer.kind)) {
      const sharp = { ...flags, sharp: true };
      out.write(formatInteger(value, sharp, integerForms.x));
    } else if (form !== undefined) {
      out.write(formatInteger(value, flags, form));
    } else if (verb === 'c') {
      out.write(formatCharacter(value, flags));
    } else if (verb === 'q') {
      out.write(formatQuotedCharacter(value, flags));
    } else if (verb === 'U') {
      out.write(formatUnicode(value, flags));
    } else {
      this.#badVerb(shown, verb);
    }
  }

  #float(value: number, bits: 32 | 64, verb: string, shown: GoValue): void {
    const { flags, out } = this;
    switch (verb) {
      case 'v':
        out.write(formatFloatWith(value, bits, flags, 'g', -1));
        break;
      case 'b':
      case 'g':
      case 'G':
      case 'x':
      case 'X':
        out.write(formatFloatWith(value, bits, flags, verb, -1));
        break;
      case 'e':
      case 'E':
      case 'f':
        out.write(formatFloatWith(value, bits, flags, verb, 6));
        break;
      case 'F':
        out.write(formatFloatWith(value, bits, flags, 'f', 6));
        break;
      default:
        this.#badVerb(shown, verb);
    }
  }

  #complex(value: GoComplex, verb: string): void {
    if (!'vbgGxXfFeE'.includes(verb)) {
      this.#badVerb(value, verb);
      return;
    }
    const { plus } = this.flags;
    this.out.write('(');
    this.#float(value.real, 64, verb, value);
    this.flags.plus = true;
    this.#float(value.imaginary, 64, verb, value);
    this.flags.plus = plus;
    this.out.write('i)');
  }

  #bytes(value: GoBytes, verb: string, name: string, depth: number): void {
    const { flags, out } = this;
    switch (verb) {
      case 's':
        out.write(formatText(value.text(), flags));
        break;
      case 'q':
        out.write(formatQuoted(value.text(), flags));
        break;
      case 'x':
      case 'X':
        out.write(formatHex(value.bytes, flags, verb === 'X'));
        break;
      case 'v':
      case 'd':
        this.#byteArray(value, name);
        break;
      default:
        this.#byteList(value, verb, depth);
    }
  }

  #byteArray(value: GoBytes, name: string): void {
    const { flags, out } = this;
    if (flags.sharpV && value.isNil) {
      out.write(`${name}(nil)`);
      return;
    }
    const [form, shown] = flags.sharpV
      ? [integerForms.x, { ...flags, sharp: true }]
      : [integerForms.d, flags];
    out.write(flags.sharpV ? `${name}{` : '[');
    value.bytes.forEach((byte, i) => {
      if (i > 0) out.write(flags.sharpV ? ', ' : ' ');
      out.write(formatInteger(BigInt(byte), shown, form));
    });
    out.write(flags.sharpV ? '}' : ']');
  }

  #byteList(value: GoBytes, verb: string, depth: number): void {
    if ((verb === 'v' || verb === 'd') && isPlain(this.flags)) {
      // Whole files are printed where somebody prints all that a chart knows.
      this.out.write(`[${value.bytes.join(' ')}]`);
      return;
    }
    const items = Array.from(
      value.bytes,
      byte => new GoInteger('uint8', BigInt(byte)),
    );
    this.#list(items, verb, depth, value.type.name, value.isNil);
  }

  #list(
    items: readonly GoValue[],
    verb: string,
    depth: number,
    name: string,
    isNil: boolean,
  ): void {
    const { flags, out } = this;
    if (flags.sharpV && isNil) {
      out.write(`${name}(nil)`);
      return;
    }
    out.write(flags.sharpV ? `${name}{` : '[');
    for (let i = 0; i < items.length; i += 1) {
      if (i > 0) out.write(flags.sharpV ? ', ' : ' ');
      this.#value(items[i], verb, depth + 1);
    }
    out.write(flags.sharpV ? '}' : ']');
  }

  #map(
    map: ReadonlyMap<string, GoValue>,
    verb: string,
    depth: number,
    name: string,
    isNil: boolean,
  ): void {
    const { flags, out } = this;
    if (flags.sharpV && isNil) {
      out.write(`${name}(nil)`);
      return;
    }
    out.write(flags.sharpV ? `${name}{` : 'map[');
    let isFirst = true;
    for (const key of sortedKeys(map)) {
      if (!isFirst) out.write(flags.sharpV ? ', ' : ' ');
      isFirst = false;
      this.#text(key, verb, key);
      out.write(':');
      this.#value(map.get(key) ?? null, verb, depth + 1);
    }
    out.write(flags.sharpV ? '}' : ']');
  }

  #struct(value: GoObject, verb: string, depth: number): void {
    const { flags, out } = this;
    const { name } = value.type.element ?? value.type;
    out.write(flags.sharpV ? `${name}{` : '{');
    value.fields().forEach((field, i) => {
      if (i > 0) out.write(flags.sharpV ? ', ' : ' ');
      if (flags.plusV || flags.sharpV) out.write(`${field.name}:`);
      this.#value(field.value, verb, depth + 1);
    });
    out.write('}');
  }

  #pointerValue(value: GoObject, verb: string, depth: number): void {
    const target = value.pointee();
    if (target === undefined && depth === 0) {
      // A struct that stands for the pointer to it.
      this.out.write('&');
      this.#struct(value, verb, depth + 1);
    } else if (
      depth === 0 &&
      target !== null &&
      target !== undefined &&
      typeof target === 'object' &&
      !(target instanceof GoInteger)
    ) {
      this.out.write('&');
      this.#value(target, verb, depth + 1);
    } else {
      this.#pointer(value, verb);
    }
  }

  #pointer(value: GoValue, verb: string): void {
    const { flags, out } = this;
    const hasAddress =
      value instanceof Map ||
      Array.isArray(value) ||
      value instanceof GoBytes ||
      value instanceof GoSlice ||
      value instanceof GoTypedMap ||
      value instanceof GoFunctionValue ||
      (value instanceof GoObject &&
        (value.type.kind === 'ptr' || value.type.kind === 'func'));
    if (!hasAddress) {
      this.#badVerb(value, verb);
      return;
    }
    const isNil = value instanceof GoObject && value.pointee() === null;
    const at = isNil ? 0n : address;
    const form = integerForms[verb];
    if (verb === 'v' && flags.sharpV) {
      const shown = formatInteger(
        at,
        { ...flags, sharp: true },
        integerForms.x,
      );
      out.write(`(${typeName(value)})(${isNil ? 'nil' : shown})`);
    } else if (verb === 'v' && isNil) {
      out.write(pad('<nil>', flags));
    } else if (verb === 'v' || verb === 'p') {
      const shown = { ...flags, sharp: !flags.sharp };
      out.write(formatInteger(at, shown, integerForms.x));
    } else if (form !== undefined && verb !== 'O') {
      out.write(formatInteger(at, flags, form));
    } else {
      this.#badVerb(value, verb);
    }
  }
}
