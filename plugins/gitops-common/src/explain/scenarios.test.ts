import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { situations } from './__fixtures__/situations';
import { explain } from './explain';
import type { SituationCondition } from './situation';

const corpus = resolve(
  __dirname,
  '../../../../../shared/corpora/flux/scenarios/cases.json',
);

interface RecordedObject {
  kind?: string;
  status?: { conditions?: SituationCondition[] };
}

function recordedFailures(): { name: string; object: RecordedObject }[] {
  const cases: {
    name: string;
    expect: Record<string, RecordedObject | null>[];
  }[] = JSON.parse(readFileSync(corpus, 'utf8'));
  return cases.flatMap(({ name, expect: records }) =>
    records
      .flatMap(record => Object.values(record))
      .filter((object): object is RecordedObject => object !== null)
      .filter(
        ({ kind, status }) =>
          ['Kustomization', 'GitRepository'].includes(kind ?? '') &&
          status?.conditions?.some(
            ({ type, status: value }) => type === 'Ready' && value === 'False',
          ),
      )
      .map(object => ({ name, object })),
  );
}

// The recordings of real Flux are not part of the repository; without them the committed situations alone are tested.
const describeRecorded = existsSync(corpus) ? describe : describe.skip;

describeRecorded('what real Flux reported', () => {
  const base = situations[0].situation;
  const general = new Set([
    'failed',
    'build-failed',
    'apply-failed',
    'source-failed',
  ]);

  it('is explained by a rule of its own, never by a general one', () => {
    const unexplained = recordedFailures()
      .map(({ name, object }) => {
        const conditions = object.status?.conditions ?? [];
        const explanation = explain(
          object.kind === 'GitRepository' && base.source
            ? { ...base, source: { ...base.source, conditions } }
            : {
                ...base,
                applier: base.applier && { ...base.applier, conditions },
              },
        );
        return { name, ...explanation };
      })
      .filter(
        ({ situation }) => general.has(situation) || situation === 'ready',
      )
      .map(({ name, sentence }) => `${name}: ${sentence}`);
    expect(unexplained).toEqual([]);
  });
});
