import {
  Constraint,
  Constraints,
  SemverError,
  Version,
  validateMetadata,
  validatePrerelease,
} from '@sluice/golang/semver';
import {
  type Json,
  type JsonRecord,
  type Verdict,
  isRecord,
  text,
} from './corpus';

function messageOf(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function judgeValidity(testCase: JsonRecord, run: () => void): Verdict {
  const message = messageOf(run);
  if ((message === undefined) !== testCase.valid) {
    return `expected ${
      testCase.valid ? 'no error' : 'an error'
    }, got ${message}`;
  }
  return typeof testCase.error === 'string' && testCase.error !== message
    ? `expected the error ${testCase.error}, got ${message}`
    : undefined;
}

function expectEqual(actual: unknown, expected: Json): Verdict {
  return actual === expected
    ? undefined
    : `expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}

/** One constraint alone may be empty, which takes every release; a whole text may not. */
function takesAlone(version: Version): boolean {
  const constraint = new Constraint('', '');
  return (
    version.prerelease === '' && constraint.reasonAgainst(version) === undefined
  );
}

/** Judges a case of `helm/semver.jsonl`. */
export function judgeConstraint(testCase: JsonRecord): Verdict {
  const constraint = text(testCase, 'constraint');
  if ('valid' in testCase) {
    return judgeValidity(testCase, () => {
      Constraints.parse(constraint);
    });
  }
  if (
    constraint === '' &&
    text(testCase, 'source').endsWith('TestConstraintCheck')
  ) {
    const version = Version.parse(text(testCase, 'version'));
    return expectEqual(takesAlone(version), testCase.match);
  }
  const constraints = Constraints.parse(constraint, {
    includePrereleases: testCase.includePrerelease === true,
  });
  if ('text' in testCase) {
    return expectEqual(constraints.toString(), testCase.text);
  }
  const version = Version.parse(text(testCase, 'version'));
  const reasons = constraints.validate(version);
  const index =
    typeof testCase.messageIndex === 'number' ? testCase.messageIndex : 0;
  return (
    expectEqual(constraints.check(version), testCase.match) ??
    expectEqual(reasons.length === 0, testCase.match) ??
    ('message' in testCase
      ? expectEqual(reasons[index], testCase.message)
      : undefined)
  );
}

/** The original gives the version as it was beside an error. */
function changed(
  version: Version,
  change: (version: Version) => Version,
): Version {
  try {
    return change(version);
  } catch (error) {
    if (error instanceof SemverError) return version;
    throw error;
  }
}

/** The version of a field: a text, or what an operation makes of one. */
function versionOf(value: Json): Version {
  if (!isRecord(value)) return Version.parse(String(value));
  switch (value.op) {
    case 'constraintVersion':
      return Constraints.parse(text(value, 'constraint')).groups[0][0].version;
    case 'IncPatch':
      return versionOf(value.version).nextPatch();
    case 'IncMinor':
      return versionOf(value.version).nextMinor();
    case 'IncMajor':
      return versionOf(value.version).nextMajor();
    case 'SetPrerelease':
      return changed(versionOf(value.version), version =>
        version.withPrerelease(text(value, 'arg')),
      );
    case 'SetMetadata':
      return changed(versionOf(value.version), version =>
        version.withMetadata(text(value, 'arg')),
      );
    case 'New': {
      const args = Array.isArray(value.args) ? value.args : [];
      const [major, minor, patch] = args.map(arg => BigInt(Number(arg) || 0));
      const [, , , prerelease = '', metadata = ''] = args.map(String);
      return Version.of({ major, minor, patch, prerelease, metadata });
    }
    case 'strictParse':
      return Version.parseStrict(text(value, 'version'));
    default:
      throw new Error(`no such operation: ${value.op}`);
  }
}

function parts(version: Version): Record<string, Json> {
  return {
    String: version.toString(),
    MarshalText: version.toJSON(),
    MarshalJSON: version.toJSON(),
    Original: version.original,
    Major: Number(version.major),
    Minor: Number(version.minor),
    Patch: Number(version.patch),
    Prerelease: version.prerelease,
    Metadata: version.metadata,
    originalVPrefix: version.original.startsWith('v') ? 'v' : '',
  };
}

function comparisons(order: number): Record<string, Json> {
  return {
    Compare: order,
    Equal: order === 0,
    LessThan: order < 0,
    LessThanEqual: order <= 0,
    GreaterThan: order > 0,
    GreaterThanEqual: order >= 0,
  };
}

/** Judges a case of `helm/semver_versions.jsonl`. */
export function judgeVersion(testCase: JsonRecord): Verdict {
  const operation = text(testCase, 'op');
  switch (operation) {
    case 'parse':
      return judgeValidity(testCase, () => {
        if (isRecord(testCase.version)) {
          versionOf(testCase.version);
          return;
        }
        Version.parse(text(testCase, 'version'), {
          coerce: testCase.CoerceNewVersion !== false,
          detailedErrors: testCase.DetailedNewVersionErrors !== false,
        });
      });
    case 'strictParse':
      return judgeValidity(testCase, () => {
        Version.parseStrict(text(testCase, 'version'));
      });
    case 'validatePrerelease':
      return judgeValidity(testCase, () => {
        validatePrerelease(text(testCase, 'text'));
      });
    case 'validateMetadata':
      return judgeValidity(testCase, () => {
        validateMetadata(text(testCase, 'text'));
      });
    default:
  }
  const { version, other, expect } = testCase;
  if (!('other' in testCase)) {
    return expectEqual(parts(versionOf(version))[operation], expect);
  }
  if (version === null || other === null) {
    return expectEqual(version === other, expect);
  }
  const order = versionOf(version).compare(versionOf(other));
  return expectEqual(comparisons(order)[operation], expect);
}
