export const sourceGroup = 'source.toolkit.fluxcd.io';
export const sourceApiVersion = 'source.toolkit.fluxcd.io/v1';
