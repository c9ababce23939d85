export * from './float';
export * from './floatFormat';
export { characterOf, quote, quoteRune, type QuoteOptions } from './quote';
export * from './sprintf';
export * from './value';
export * from './unicode';
