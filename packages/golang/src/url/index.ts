export { UrlError } from './escape';
export * from './url';
export { resolveUrl } from './resolve';
