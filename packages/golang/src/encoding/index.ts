export * from './base32';
export * from './base64';
