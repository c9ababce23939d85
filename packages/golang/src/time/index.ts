export { MONTHS } from './calendar';
export * from './duration-value';
export { TimeParseError } from './parse-error';
export * from './parse';
export * from './time';
export * from './zone';
