import {
  type ReadKustomization,
  kustomizationFileNames,
  readKustomization,
} from '../kustomization/read';
import { strictMode } from '../kustomization/shape';
import { decodeYamlFile } from '../text/bytes';
import { withContext } from '../text/context';
import { type Loader } from './loader';

/** A directory without a kustomization file. */
export class MissingKustomizationError extends Error {
  constructor(directory: string) {
    super(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${directory}'`,
    );
    this.name = 'MissingKustomizationError';
  }
}

/** Reads the kustomization file of a directory. @throws Error when there is none, several, or an invalid one */
export function loadKustomization(
  loader: Loader,
): ReadKustomization & { fileName: string } {
  const found: { fileName: string; bytes: Uint8Array }[] = [];
  for (const fileName of kustomizationFileNames) {
    let bytes: Uint8Array;
    try {
      bytes = loader.readBytes(fileName);
    } catch (error) {
      if (error instanceof Error) continue;
      throw error;
    }
    found.push({ fileName, bytes });
  }
  if (found.length === 0) throw new MissingKustomizationError(loader.root);
  if (found.length > 1) {
    throw new Error(
      `Found multiple kustomization files under: ${loader.root}\n`,
    );
  }
  const [{ fileName, bytes }] = found;
  const text = withContext('invalid Kustomization', () =>
    decodeYamlFile(bytes),
  );
  return { ...readKustomization(text, strictMode, loader.root), fileName };
}
