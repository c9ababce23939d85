export * from './filters';
export { type PluginAloneRequest, runPluginAlone } from './pluginAlone';
