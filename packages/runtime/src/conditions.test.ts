import {
  deleteCondition,
  getCondition,
  isReady,
  isReconciling,
  isStalled,
  markFalse,
  markReconciling,
  markStalled,
  markTrue,
  markUnknown,
  progressiveStatus,
  type ConditionedObject,
} from './conditions';

function object(generation: number = 1): ConditionedObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'app', namespace: 'ns', generation },
  };
}

const types = (subject: ConditionedObject) =>
  subject.status?.conditions?.map(({ type }) => type);
const first = Date.UTC(2026, 0, 1, 0, 0, 0, 700);
const later = first + 60_000;

describe('conditions', () => {
  it('are sorted as Flux sorts them', () => {
    const app = object();
    for (const type of ['Healthy', 'Ready', 'ArtifactInStorage']) {
      markTrue(app, type, 'Succeeded', '');
    }
    markStalled(app, 'InvalidPath', '');
    expect(types(app)).toEqual([
      'Stalled',
      'Ready',
      'ArtifactInStorage',
      'Healthy',
    ]);
    app.metadata.generation = 2;
    markTrue(app, 'Healthy', 'Succeeded', '');
    markReconciling(app, 'Progressing', '');
    expect(types(app)).toEqual([
      'Reconciling',
      'Ready',
      'Healthy',
      'ArtifactInStorage',
    ]);
  });

  it('keep their transition time while they say the same', () => {
    const app = object(1);
    markTrue(app, 'Ready', 'Succeeded', 'done', first);
    app.metadata.generation = 2;
    markTrue(app, 'Ready', 'Succeeded', 'done', later);
    expect(getCondition(app, 'Ready')).toEqual({
      type: 'Ready',
      status: 'True',
      reason: 'Succeeded',
      message: 'done',
      observedGeneration: 2,
      lastTransitionTime: '2026-01-01T00:00:00Z',
    });
    markTrue(app, 'Ready', 'Succeeded', 'done again', later);
    expect(getCondition(app, 'Ready')?.lastTransitionTime).toBe(
      '2026-01-01T00:01:00Z',
    );
  });

  it('cut long messages, at whole characters', () => {
    const app = object();
    markFalse(app, 'Ready', 'BuildFailed', 'x'.repeat(32_768));
    expect(getCondition(app, 'Ready')?.message).toHaveLength(32_768);
    markFalse(app, 'Ready', 'BuildFailed', 'ü'.repeat(20_000));
    const { message = '' } = getCondition(app, 'Ready') ?? {};
    expect(message).toMatch(/^ü+\.\.\.$/);
    expect(Buffer.byteLength(message)).toBe(32_767);
  });

  it('exclude Stalled and Reconciling from each other', () => {
    const app = object();
    markTrue(app, 'Ready', 'Succeeded', '');
    expect(isReady(app)).toBe(true);
    markReconciling(app, 'Progressing', '');
    expect([isReady(app), isReconciling(app), isStalled(app)]).toEqual([
      false,
      true,
      false,
    ]);
    markStalled(app, 'InvalidPath', '');
    expect([isReady(app), isReconciling(app), isStalled(app)]).toEqual([
      false,
      false,
      true,
    ]);
    deleteCondition(app, 'Stalled');
    expect(types(app)).toEqual(['Ready']);
  });

  it('turn Ready to Unknown only on drift or when nothing is known', () => {
    const fresh = object();
    progressiveStatus(fresh, false, 'Progressing', 'building');
    expect(getCondition(fresh, 'Ready')).toMatchObject({
      status: 'Unknown',
      message: 'building',
    });
    const known = object();
    markTrue(known, 'Ready', 'Succeeded', 'done');
    progressiveStatus(known, false, 'Progressing', 'building');
    expect(getCondition(known, 'Ready')?.status).toBe('True');
    progressiveStatus(known, true, 'Progressing', 'drifted');
    expect(getCondition(known, 'Ready')?.status).toBe('Unknown');
    markUnknown(known, 'Healthy', 'Progressing', '');
    expect(types(known)).toEqual(['Reconciling', 'Ready', 'Healthy']);
  });
});
