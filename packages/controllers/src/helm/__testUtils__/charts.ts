import { type Chart, loadFiles, packArchive } from '@sluice/helm';

/** Files of a chart by path; templates by their path below `templates/`. */
function filesOf(
  templates: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
): [path: string, text: string][] {
  return Object.entries({
    'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
    ...more,
    ...Object.fromEntries(
      Object.entries(templates).map(([name, text]) => [
        `templates/${name}`,
        text,
      ]),
    ),
  });
}

/** A chart that no pool has loaded. */
export function chartOf(
  templates: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Chart {
  return loadFiles(
    filesOf(templates, more).map(([name, text]) => ({
      name,
      data: Buffer.from(text),
    })),
  );
}

/** The archive of a chart. */
export function archiveOf(
  templates: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Uint8Array {
  return packArchive(
    filesOf(templates, more).map(([name, text]) => [`app/${name}`, text]),
  );
}

/** A ConfigMap whose only value is what an action gives. */
export function showing(action: string): Record<string, string> {
  return {
    'shown.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: shown
data:
  value: {{ ${action} | quote }}
`,
  };
}
