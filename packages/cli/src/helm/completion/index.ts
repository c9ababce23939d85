export { complete } from './complete';
