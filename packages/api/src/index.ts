export * from './kustomize';
export * from './meta';
export * from './source';
export * from './versions';
