export * from './float';
export * from './floatFormat';
export {
  characterOf,
  isPrintable,
  quote,
  quoteRune,
  type QuoteOptions,
} from './quote';
export * from './sprintf';
export * from './value';
