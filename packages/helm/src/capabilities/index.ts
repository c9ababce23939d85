export * from './capabilities';
export * from './kube-version';
export * from './version-set';
