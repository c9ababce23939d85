import { packArchive } from '../chart/tar-archive';

/** The archive of a chart that has nothing but a name, a version, and perhaps other files. */
export function chartArchive(
  name: string,
  version: string,
  files: Readonly<Record<string, string>> = {},
): Uint8Array {
  return packArchive([
    [
      `${name}/Chart.yaml`,
      `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    ],
    ...Object.entries(files).map(
      ([path, text]) => [`${name}/${path}`, text] as const,
    ),
  ]);
}
