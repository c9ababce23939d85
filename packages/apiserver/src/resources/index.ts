export * from './builtin';
export { ServiceAddresses } from './addresses';
