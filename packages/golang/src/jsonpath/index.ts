export { JsonPath } from './path';
