export * from './kustomization';
