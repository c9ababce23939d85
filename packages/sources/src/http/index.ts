export * from './download';
export { HttpError, type HttpFailure } from './errors';
export { type HttpAnswer, openUrl } from './open';
export * from './options';
export { isPublicAddress } from './publicAddresses';
export { shownText } from './shownUrl';
