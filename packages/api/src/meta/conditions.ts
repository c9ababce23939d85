/** Condition types that several kinds share. */
export const readyCondition = 'Ready';
export const reconcilingCondition = 'Reconciling';
export const stalledCondition = 'Stalled';
export const healthyCondition = 'Healthy';

/** Reasons that several kinds share. */
export const succeededReason = 'Succeeded';
export const failedReason = 'Failed';
export const progressingReason = 'Progressing';
export const progressingWithRetryReason = 'ProgressingWithRetry';
export const dependencyNotReadyReason = 'DependencyNotReady';
export const accessDeniedReason = 'AccessDenied';
export const featureGateDisabledReason = 'FeatureGateDisabled';
