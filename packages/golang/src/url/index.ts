export { UrlError } from './escape';
export * from './url';
