export { startApiServer } from './server/startApiServer';
export type { ApiServer, ApiServerOptions } from './server/startApiServer';
export { ApiFailure } from './server/apiFailure';
export { builtinResources } from './resources';
export { runApiServerProcess } from './process';
export type { ApiServerProcessIo } from './process';
export * from './resource';
