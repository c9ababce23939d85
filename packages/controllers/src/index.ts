export { runControllersProcess } from './process/runControllers';
export type { ControllersProcess } from './process/runControllers';
export type { StatusMessage } from './process/parentChannel';
export { BuildPool } from './kustomize/buildPool';
export { ownerLabels } from './kustomize/ownership';
export * from './helm';
