import { ConfinedFiles } from '../build/confinedFiles';
import { Loader } from '../build/loader';
import { pluginGenerators, pluginTransformers } from '../build/plugins';
import { bookkeepingAnnotations } from '../resource/bookkeeping';
import { readResources } from '../resource/readResources';
import { type Resource, asYaml } from '../resource/resource';
import { ResourceMap } from '../resource/resourceMap';
import { builtinKnowledge } from '../schema/knowledge';
import { type FileTree } from '../tree/fileTree';

export interface PluginAloneRequest {
  /** What the plugin may read. */
  tree: FileTree;
  /** The path of its configuration. */
  config: string;
  /** The path of the objects that it changes; without it, it is a generator. */
  input?: string;
  /** Whether what a build remembers of objects is shown as the annotations in which upstream keeps it. */
  showBookkeeping: boolean;
}

function withBookkeeping(resource: Resource): Resource {
  const shown = resource.copy();
  const annotations = shown.annotations();
  for (const [name, value] of bookkeepingAnnotations(resource.memory)) {
    annotations.set(name, value);
  }
  if (annotations.size > 0) shown.setAnnotations(annotations);
  return shown;
}

/** The YAML that a built-in plugin makes alone, outside of a build. @throws Error */
export function runPluginAlone({
  tree,
  config,
  input,
  showBookkeeping,
}: PluginAloneRequest): string {
  const files = new ConfinedFiles(tree);
  const loader = Loader.at({ files, rootOnly: true }, '');
  const read = (path: string) =>
    readResources(loader.readText(path), builtinKnowledge);
  let resources: Resource[];
  if (input === undefined) {
    resources = pluginGenerators(
      read(config),
      loader,
      builtinKnowledge,
    ).flatMap(({ generate }) => generate());
  } else {
    const map = new ResourceMap(read(input));
    for (const { transform } of pluginTransformers(
      read(config),
      loader,
      builtinKnowledge,
    )) {
      transform(map);
      map.dropEmpty();
    }
    resources = map.list();
  }
  return asYaml(showBookkeeping ? resources.map(withBookkeeping) : resources);
}
