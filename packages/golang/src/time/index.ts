export { MONTHS } from './calendar';
export * from './duration-value';
export { TimeParseError, quoteElement } from './parse-error';
export * from './parse';
export * from './time';
export * from './zone';
