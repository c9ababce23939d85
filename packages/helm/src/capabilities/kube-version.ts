import { quote } from '@sluice/golang/fmt';
import {
  GoError,
  type GoFunction,
  GoObject,
  type GoType,
  type GoValue,
  stringType,
} from '@sluice/golang/value';

const kubeVersionType: GoType = { name: 'common.KubeVersion', kind: 'struct' };

/** The version of a cluster as templates see it. */
export class KubeVersion extends GoObject {
  readonly type = kubeVersionType;

  /** `normalized`: without what vendors add, for comparing; '' where the cluster itself was asked. */
  constructor(
    readonly version: string,
    readonly major: string,
    readonly minor: string,
    readonly normalized: string = '',
  ) {
    super();
  }

  /** What is compared with ranges. */
  override toString(): string {
    return this.normalized || this.version;
  }

  override field(name: string): GoValue | undefined {
    return this.jsonFields().find(field => field.name === name)?.value;
  }

  override fields() {
    return [
      { name: 'Version', value: this.version },
      { name: 'normalizedVersion', value: this.normalized },
      { name: 'Major', value: this.major },
      { name: 'Minor', value: this.minor },
    ];
  }

  override pointerStringer(): string {
    return this.toString();
  }

  override method(name: string): GoFunction | undefined {
    switch (name) {
      case 'String':
        return { params: [], result: stringType, call: () => this.toString() };
      case 'GitVersion':
        return { params: [], result: stringType, call: () => this.version };
      default:
        return undefined;
    }
  }
}

/**
 * Reads a version as Kubernetes' `version.ParseGeneric` does: at least two numbers, whatever follows them.
 *
 * @throws GoError
 */
export function parseKubeVersion(text: string): KubeVersion {
  const numbers = /^[\t\n\f\r ]*v?([0-9]+(?:\.[0-9]+)*)/.exec(text)?.[1];
  if (numbers === undefined) {
    throw new GoError(`could not parse ${quote(text)} as version`);
  }
  const parts = numbers.split('.');
  if (parts.length < 2) {
    throw new GoError(`illegal version string ${quote(text)}`);
  }
  if (parts[0] !== '0' && parts[0].startsWith('0')) {
    throw new GoError(
      `illegal zero-prefixed version component ${quote(parts[0])} in ${quote(
        text,
      )}`,
    );
  }
  const tooLarge = parts.find(part => BigInt(part) >= 2n ** 64n);
  if (tooLarge !== undefined) {
    throw new GoError(
      `illegal non-numeric version component ${quote(tooLarge)} in ${quote(
        text,
      )}: strconv.ParseUint: parsing ${quote(tooLarge)}: value out of range`,
    );
  }
  const clean = parts.map(part => String(BigInt(part)));
  return new KubeVersion(
    text.startsWith('v') ? text : `v${text}`,
    clean[0],
    clean[1],
    `v${clean.join('.')}`,
  );
}
