export * from './conditions';
export * from './gitRepository';
export * from './groupVersion';
export * from './otherSources';
