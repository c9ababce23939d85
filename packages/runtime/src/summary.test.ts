import {
  getCondition,
  markFalse,
  markReconciling,
  markStalled,
  markTrue,
  type ConditionedObject,
} from './conditions';
import { reconcileRequestAnnotation } from './requestedAt';
import { finalizeStatus, setSummary } from './summary';

function object(): ConditionedObject {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'app', namespace: 'ns', generation: 3 },
  };
}

/** The summary of a GitRepository's Ready. */
const gitRepository = {
  conditions: [
    'StorageOperationFailed',
    'FetchFailed',
    'ArtifactOutdated',
    'ArtifactInStorage',
    'SourceVerified',
    'Stalled',
    'Reconciling',
  ],
  negative: [
    'StorageOperationFailed',
    'FetchFailed',
    'ArtifactOutdated',
    'Stalled',
    'Reconciling',
  ],
};
const options = { readyMessage: 'ready', summary: gitRepository };

const ready = (subject: ConditionedObject) => {
  const { status, reason, message } = getCondition(subject, 'Ready') ?? {};
  return [status, reason, message];
};

describe('a summary', () => {
  it('shows what is wrong first, in the order that was asked for', () => {
    const source = object();
    markTrue(source, 'ArtifactInStorage', 'Succeeded', 'stored');
    markTrue(source, 'ArtifactOutdated', 'NewRevision', 'new upstream');
    markTrue(source, 'FetchFailed', 'AuthenticationFailed', 'no access');
    setSummary(source, 'Ready', gitRepository);
    expect(ready(source)).toEqual([
      'False',
      'AuthenticationFailed',
      'no access',
    ]);
  });

  it('copies the good when nothing is wrong', () => {
    const source = object();
    markTrue(source, 'ArtifactInStorage', 'Succeeded', 'stored');
    markFalse(source, 'FetchFailed', 'Fine', 'fetched');
    setSummary(source, 'Ready', gitRepository);
    expect(ready(source)).toEqual(['True', 'Succeeded', 'stored']);
    markFalse(source, 'SourceVerified', 'InvalidCommitSignature', 'bad');
    setSummary(source, 'Ready', gitRepository);
    expect(ready(source)).toEqual(['False', 'InvalidCommitSignature', 'bad']);
  });

  it('leaves Ready alone when there is nothing to sum up', () => {
    const source = object();
    setSummary(source, 'Ready', gitRepository);
    expect(source.status?.conditions).toBeUndefined();
  });
});

describe('the end of a run', () => {
  it('makes a success Ready and observed', () => {
    const app = object();
    app.metadata.annotations = { [reconcileRequestAnnotation]: 'now' };
    markReconciling(app, 'Progressing', 'working');
    finalizeStatus(app, { kind: 'success' }, { readyMessage: 'all good' });
    expect(ready(app)).toEqual(['True', 'Succeeded', 'all good']);
    expect(getCondition(app, 'Reconciling')).toBeUndefined();
    expect(app.status).toMatchObject({
      observedGeneration: 3,
      lastHandledReconcileAt: 'now',
    });
  });

  it('keeps what the run said of an error', () => {
    const app = object();
    markFalse(app, 'Ready', 'BuildFailed', 'no kustomization.yaml');
    markReconciling(app, 'ProgressingWithRetry', '');
    const error = new Error('other words');
    finalizeStatus(app, { kind: 'error', error }, { readyMessage: '' });
    expect(ready(app)).toEqual([
      'False',
      'BuildFailed',
      'no kustomization.yaml',
    ]);
    expect(getCondition(app, 'Reconciling')).toBeDefined();
    expect(app.status?.observedGeneration).toBeUndefined();
  });

  it('says Failed when the run said nothing of its error', () => {
    const app = object();
    markTrue(app, 'Ready', 'Succeeded', 'earlier');
    const error = new Error('disk full');
    finalizeStatus(app, { kind: 'error', error }, { readyMessage: '' });
    expect(ready(app)).toEqual(['False', 'Failed', 'disk full']);
  });

  it('makes Ready follow a stall, and counts it as observed', () => {
    const app = object();
    markReconciling(app, 'Progressing', '');
    markStalled(app, 'URLInvalid', 'bad url');
    finalizeStatus(app, { kind: 'stalled' }, options);
    expect(ready(app)).toEqual(['False', 'URLInvalid', 'bad url']);
    expect(app.status?.observedGeneration).toBe(3);
    const error = new Error('disk full');
    finalizeStatus(app, { kind: 'error', error }, { readyMessage: '' });
    expect(getCondition(app, 'Stalled')).toBeUndefined();
  });

  it('is neither success nor failure while it waits', () => {
    const app = object();
    markReconciling(app, 'Progressing', 'waiting');
    finalizeStatus(app, { kind: 'waiting' }, { readyMessage: '' });
    expect(getCondition(app, 'Ready')).toBeUndefined();
    expect(getCondition(app, 'Reconciling')).toBeDefined();
    expect(app.status?.observedGeneration).toBeUndefined();
  });
});
