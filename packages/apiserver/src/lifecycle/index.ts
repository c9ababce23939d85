export { startLifecycleControllers, defaultDelays } from './start';
export type { LifecycleOptions } from './start';
export type { LifecycleDelays } from './controller';
