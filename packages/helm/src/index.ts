export * from './capabilities';
export * from './chart';
export * from './dependencies';
export * from './engine';
export * from './manifest';
export * from './release';
export * from './strvals';
export * from './values';
