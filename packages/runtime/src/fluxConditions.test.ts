import type { Condition } from '@sluice/kubernetes/objects';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConditionConflictError, mergeConditions } from './conditionMerge';
import { setCondition, type ConditionedObject } from './conditions';
import { requestChanged } from './controller';
import { setSummary } from './summary';

/** Tables of fluxcd/pkg with the results that its own tests state; kept beside the project, not in it. */
const file = resolve(
  __dirname,
  '../../../../shared/corpora/flux/fluxpkg/cases.json',
);

interface FluxObject {
  metadata?: { annotations?: Record<string, string> };
  status?: { conditions?: Condition[] };
}

interface Case {
  name: string;
  kind: string;
  input: {
    to: FluxObject;
    from: FluxObject;
    before: FluxObject;
    after: FluxObject;
    latest: FluxObject;
    oldObject: FluxObject | null;
    newObject: FluxObject | null;
    condition: Condition;
    conditions: (Condition | null)[] | null;
    negativeConditions?: string[];
    options?: { option: string; args: unknown[] }[];
  };
  expect: { want: unknown; wantErr?: boolean };
}

const all: Case[] = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8')).cases
  : [];
const cases = (kind: string) =>
  all
    .filter(test => test.kind === kind)
    .map((test): [string, Case] => [test.name, test]);

function object(from: FluxObject): ConditionedObject {
  return {
    apiVersion: 'v1',
    kind: 'Fake',
    metadata: { ...from.metadata },
    status: structuredClone(from.status),
  };
}

/** What the tables compare: no times. */
function bare(condition: Condition): Partial<Condition> {
  const { lastTransitionTime: _, ...rest } = condition;
  return rest;
}

/** A conflict, or the conditions that are left. */
function outcomeOf({ want, wantErr }: Case['expect']): unknown {
  return wantErr ? expect.any(ConditionConflictError) : want ?? [];
}

const conditionsOf = (from: FluxObject) => from.status?.conditions ?? [];

// The tables belong to the corpora, which a plain clone does not have.
(all.length > 0 ? describe : describe.skip)('as fluxcd/pkg', () => {
  it.each(cases('conditions/Set'))('%s', (_, { input, expect: { want } }) => {
    const to = object(input.to);
    setCondition(to, input.condition);
    expect(to.status?.conditions?.map(bare)).toEqual(want);
  });

  const summaries = cases('conditions/Summary').filter(
    // Counters in messages are what no Flux controller uses.
    ([, { input }]) =>
      !input.options?.some(
        ({ option, args }) =>
          option.includes('StepCounter') && args[0] !== false,
      ),
  );
  it.each(summaries)('%s', (_, { input, expect: { want } }) => {
    const from = object(input.from);
    const types = (name: string) =>
      input.options
        ?.find(({ option }) => option === name)
        ?.args.filter((arg): arg is string => typeof arg === 'string');
    setSummary(from, 'Ready', {
      conditions: types('WithConditions'),
      negative: types('WithNegativePolarityConditions'),
    });
    const ready = from.status?.conditions?.find(({ type }) => type === 'Ready');
    expect(ready ? bare(ready) : null).toEqual(want);
  });

  it.each(cases('conditions/MergePriority'))(
    '%s',
    (_, { input, expect: { want } }) => {
      const conditions = (input.conditions ?? []).flatMap(item => item ?? []);
      const from = object({ status: { conditions } });
      setSummary(from, 'foo', { negative: input.negativeConditions });
      const result = from.status?.conditions?.find(
        ({ type }) => type === 'foo',
      );
      expect(result ? bare(result) : null).toEqual(want);
    },
  );

  it.each(cases('conditions/Apply'))('%s', (_, { input, expect: wanted }) => {
    const flags = input.options ?? [];
    const owned = flags
      .filter(({ option }) => option === 'WithOwnedConditions')
      .flatMap(({ args }) => args);
    const isForced = flags.some(
      ({ option, args }) => option === 'WithForceOverwrite' && args[0] === true,
    );
    const merged = () => {
      try {
        return mergeConditions({
          before: conditionsOf(input.before),
          after: conditionsOf(input.after),
          latest: conditionsOf(input.latest),
          owns: type => isForced || owned.includes(type),
        }).map(bare);
      } catch (error) {
        return error;
      }
    };
    expect(merged()).toEqual(outcomeOf(wanted));
  });

  it.each(cases('predicates/ReconcileRequested'))(
    '%s',
    (_, { input, expect: { want } }) => {
      const { oldObject, newObject } = input;
      expect(
        oldObject !== null &&
          newObject !== null &&
          requestChanged({
            kind: 'updated',
            before: object(oldObject),
            object: object(newObject),
          }),
      ).toBe(want);
    },
  );
});
