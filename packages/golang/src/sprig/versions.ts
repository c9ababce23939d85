import { Constraints, SemverError, Version } from '../semver';
import {
  GoError,
  GoObject,
  boolType,
  goInt,
  goInteger,
  intType,
  pointerTo,
  stringType,
  uint64Type,
  type GoFunction,
  type GoType,
  type GoValue,
} from '../value';
import { fn1, fn2, string, type FunctionTable } from './define';

const structType: GoType = { name: 'semver.Version', kind: 'struct' };

/** `*semver.Version`. */
export const versionType: GoType = pointerTo(structType);

const comparisons = new Map<string, (order: number) => boolean>([
  ['LessThan', order => order < 0],
  ['LessThanEqual', order => order <= 0],
  ['GreaterThan', order => order > 0],
  ['GreaterThanEqual', order => order >= 0],
  ['Equal', order => order === 0],
]);

/** A version as a template has it: a pointer, or what `IncMajor` and the like give. */
export class GoVersion extends GoObject {
  constructor(readonly version: Version, readonly type = versionType) {
    super();
  }

  override stringer(): string {
    return this.version.toString();
  }

  override jsonText(): string {
    return this.stringer();
  }

  override equals(other: GoObject): boolean {
    return (
      other === this ||
      (this.type === structType &&
        other instanceof GoVersion &&
        other.type === structType &&
        other.version.original === this.version.original &&
        other.version.equals(this.version))
    );
  }

  /** The parts are not exported, and so not copied. */
  deepCopy(): GoValue {
    const empty = Version.of({
      major: 0n,
      minor: 0n,
      patch: 0n,
      prerelease: '',
      metadata: '',
    });
    return new GoVersion(empty, this.type);
  }

  override method(name: string): GoFunction | undefined {
    const { version } = this;
    const holds = comparisons.get(name);
    if (holds !== undefined) {
      return this.#against(boolType, holds);
    }
    const text = (value: string): GoFunction => ({
      params: [],
      result: stringType,
      call: () => value,
    });
    const number = (value: bigint): GoFunction => ({
      params: [],
      result: uint64Type,
      call: () => goInteger('uint64', value),
    });
    const next = (make: () => Version): GoFunction => ({
      params: [],
      result: structType,
      call: () => new GoVersion(orFail(make), structType),
    });
    const changed = (make: (part: string) => Version): GoFunction => ({
      params: [stringType],
      result: structType,
      call: ([part]) =>
        new GoVersion(
          orFail(() => make(typeof part === 'string' ? part : '')),
          structType,
        ),
    });
    switch (name) {
      case 'String':
        return text(version.toString());
      case 'Original':
        return text(version.original);
      case 'Prerelease':
        return text(version.prerelease);
      case 'Metadata':
        return text(version.metadata);
      case 'Major':
        return number(version.major);
      case 'Minor':
        return number(version.minor);
      case 'Patch':
        return number(version.patch);
      case 'IncMajor':
        return next(() => version.nextMajor());
      case 'IncMinor':
        return next(() => version.nextMinor());
      case 'IncPatch':
        return next(() => version.nextPatch());
      case 'SetPrerelease':
        return changed(part => version.withPrerelease(part));
      case 'SetMetadata':
        return changed(part => version.withMetadata(part));
      case 'Compare':
        return this.#against(intType, order => goInt(order));
      default:
        return undefined;
    }
  }

  #against(result: GoType, value: (order: number) => GoValue): GoFunction {
    return {
      params: [versionType],
      result,
      call: ([other]) => {
        if (!(other instanceof GoVersion)) {
          throw new GoError(
            'runtime error: invalid memory address or nil pointer dereference',
          );
        }
        return value(this.version.compare(other.version));
      },
    };
  }
}

/** @throws GoError in the words of the SemverError */
function orFail<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    throw new GoError(error.message, { cause: error });
  }
}

export const versionFunctions: FunctionTable = {
  semver: fn1(
    string,
    versionType,
    text => new GoVersion(orFail(() => Version.parse(text))),
  ),
  semverCompare: fn2([string, string], boolType, (constraint, text) =>
    orFail(() => {
      const constraints = Constraints.parse(constraint);
      return constraints.check(Version.parse(text));
    }),
  ),
};
