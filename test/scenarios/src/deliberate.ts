import type { Json } from './play';

/** Where we differ from Flux on purpose: in these places, in this way, and in no others. */
export interface DeliberateDifference {
  play: string;
  reason: string;
  /** What is there instead of what was recorded; undefined where there is nothing. */
  differences: readonly { path: string; got: Json | undefined }[];
}

const reconciling: Json = {
  type: 'Reconciling',
  status: 'True',
  observedGeneration: 1,
  reason: 'ProgressingWithRetry',
  message:
    'Detecting drift for revision main@sha1:096fcf1c8c3e3bf88a146356eeb61ae0b667f950 with a timeout of 30s',
};
const accountMissing =
  "service account 's-account-missing-with-binding/team' not found: nothing is applied in its name";
const notReady: Json = {
  type: 'Ready',
  status: 'False',
  observedGeneration: 1,
  reason: 'ReconciliationFailed',
  message: accountMissing,
};

export const deliberateDifferences: readonly DeliberateDifference[] = [
  {
    play: 'account-missing-with-binding',
    reason:
      'an account that does not exist is an error even where a binding for it remains: nothing shall be done in the name of nobody',
    differences: [
      { path: 'Kustomization app (wait)', got: [reconciling, notReady] },
      {
        path: '[1] Kustomization app/status/conditions/0',
        got: undefined,
      },
      {
        path: '[1] Kustomization app/status/conditions/0',
        got: reconciling,
      },
      {
        path: '[1] Kustomization app/status/conditions/1',
        got: notReady,
      },
      {
        path: '[1] Kustomization app/status/history/0/lastReconciledStatus',
        got: 'ReconciliationFailed',
      },
      { path: '[1] Kustomization app/status/inventory', got: undefined },
      {
        path: '[1] Kustomization app/status/lastAppliedRevision',
        got: undefined,
      },
      { path: '[1] Kustomization app/status/observedGeneration', got: -1 },
      { path: '[1] ConfigMap a', got: null },
      { path: '[2] events/Kustomization app/0', got: undefined },
      { path: '[2] events/Kustomization app/1', got: undefined },
      {
        path: '[2] events/Kustomization app/0',
        got: ['Warning', 'ReconciliationFailed', accountMissing],
      },
    ],
  },
];
