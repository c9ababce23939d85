import { sprigFunctions } from '@sluice/golang/sprig';
import { timeOfMilliseconds } from '@sluice/golang/time';
import {
  type GoType,
  type GoValue,
  GoObject,
  GoStruct,
  GoTime,
  entriesOf,
  pointerTo,
  timeType,
  utc,
} from '@sluice/golang/value';
import { type JsonRecord, type Verdict, record } from './corpus';
import { templateJudge } from './goTemplates';

/** Of the cases that are about what time it is. */
const now = Date.UTC(2024, 5, 1);

/** A pointer to a value. */
class Pointer extends GoObject {
  constructor(readonly type: GoType, private readonly target: GoValue) {
    super();
  }

  override pointee(): GoValue {
    return this.target;
  }
}

/** A time that is given as `2019-06-13T20:39:39Z`, or as `now-125s`. */
function timeOf(text: string): GoTime {
  const relative = /^now([+-]\d+)s$/.exec(text);
  return timeOfMilliseconds(
    relative === null ? Date.parse(text) : now + Number(relative[1]) * 1_000,
    utc,
  );
}

/** The values of types that only the tests of sprig have. */
function extraValue(plain: GoValue, type: string): GoValue | undefined {
  const isPointer = type.startsWith('*');
  const name = type.replace(/^\*/, '');
  let value: GoValue;
  if (name === 'time.Time') {
    if (!isPointer && !String(plain).startsWith('now')) return undefined;
    value = timeOf(String(plain));
    return isPointer ? new Pointer(pointerTo(timeType), value) : value;
  }
  if (!name.startsWith('sprig.')) return undefined;
  const struct: GoType = { name, kind: 'struct' };
  value =
    plain === null ? null : new GoStruct(struct, [...(entriesOf(plain) ?? [])]);
  return isPointer ? new Pointer(pointerTo(struct), value) : value;
}

/** Judges a case of `helm/sprig.jsonl`: the language with the functions of sprig. */
export function judgeSprig(testCase: JsonRecord): Verdict {
  const environment = new Map(
    Object.entries(record(testCase, 'env')).map(
      ([name, value]): [string, string] => [name, String(value)],
    ),
  );
  const functions = sprigFunctions({
    environment,
    now: () => now,
    timeZone: utc,
  });
  return templateJudge(functions, extraValue)(testCase);
}
