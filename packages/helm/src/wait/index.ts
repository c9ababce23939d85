export type { WaitOptions, WaitStrategy, Waiter } from './contract';
export { DeadlineExceededError, WaitError } from './errors';
export { createWaiter } from './waiter';
