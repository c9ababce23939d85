export { encodeToml } from './toml-encode';
export { RenderError } from './error';
export * from './files';
export * from './lookup';
export * from './render';
export * from './render-values';
export { type Renderable, sortTemplates } from './scopes';
