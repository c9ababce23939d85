export { type Cluster, type Connect, connect } from './connect';
export type { HelmContext } from './helmCommand';
export { runHelm } from './runHelm';
export type { Settings } from './settings';
