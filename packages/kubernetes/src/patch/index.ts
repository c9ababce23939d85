export * from './errors';
export * from './jsonPatch';
export * from './mergePatch';
export * from './strategicMergePatch';
export * from './threeWayPatch';
