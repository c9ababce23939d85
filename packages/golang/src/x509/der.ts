/** Writes ASN.1 values in DER (X.690), as far as certificates need them. */

/** One element: tag, length, content. */
export function derElement(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) {
    return Buffer.concat([Buffer.from([tag, body.length]), body]);
  }
  const length: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) {
    length.unshift(rest % 256);
  }
  return Buffer.concat([
    Buffer.from([tag, 0x80 + length.length, ...length]),
    body,
  ]);
}

export function derSequence(...content: Uint8Array[]): Buffer {
  return derElement(0x30, ...content);
}

export function derSet(...content: Uint8Array[]): Buffer {
  return derElement(0x31, ...content);
}

export function derOctetString(content: Uint8Array): Buffer {
  return derElement(0x04, content);
}

export function derBitString(content: Uint8Array, unusedBits = 0): Buffer {
  return derElement(0x03, Buffer.from([unusedBits]), content);
}

export function derUtf8String(text: string): Buffer {
  return derElement(0x0c, Buffer.from(text));
}

export function derBoolean(value: boolean): Buffer {
  return derElement(0x01, Buffer.from([value ? 0xff : 0]));
}

/** A non-negative integer, big-endian. */
export function derInteger(bytes: Uint8Array): Buffer {
  const padded =
    bytes.length === 0 || bytes[0] >= 0x80
      ? Buffer.concat([Buffer.from([0]), bytes])
      : bytes;
  return derElement(0x02, padded);
}

/** `1.2.840.10045.4.3.2` */
export function derObjectIdentifier(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc % 128];
    for (
      let left = Math.floor(arc / 128);
      left > 0;
      left = Math.floor(left / 128)
    ) {
      groups.unshift((left % 128) + 128);
    }
    bytes.push(...groups);
  }
  return derElement(0x06, Buffer.from(bytes));
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280, 4.1.2.5). */
export function derTime(milliseconds: number): Buffer {
  const date = new Date(milliseconds);
  const digits = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return date.getUTCFullYear() < 2050
    ? derElement(0x17, Buffer.from(digits.slice(2)))
    : derElement(0x18, Buffer.from(digits));
}

export function derPrintableString(text: string): Buffer {
  return derElement(0x13, Buffer.from(text, 'latin1'));
}

export function derNull(): Buffer {
  return derElement(0x05);
}
