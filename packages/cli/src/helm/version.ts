import { quote } from '@sluice/golang/fmt';
import { TemplateExecError, TemplateSet } from '@sluice/golang/template';
import { GoStruct } from '@sluice/golang/value';
import { type BuildInfo, programBuildInfo } from '@sluice/helm';
import type { HelmCommand } from './helmCommand';

const usage = `usage: sluice helm version [flags]

Tells which helm these commands behave as; 'sluice version' tells sluice's own version.

flags:
      --short                    the number alone
      --template TEXT            Go's text/template with .Version, .GitCommit, .GitTreeState, .GoVersion and .KubeClientVersion
  -h, --help
`;

function fieldsOf(build: BuildInfo): [string, string][] {
  return [
    ['Version', build.version],
    ['GitCommit', build.gitCommit],
    ['GitTreeState', build.gitTreeState],
    ['GoVersion', build.goVersion],
    ['KubeClientVersion', build.kubeClientVersion],
  ];
}

function inTemplate(
  template: string,
  build: BuildInfo,
  print: (text: string) => void,
): void {
  const set = new TemplateSet();
  const main = set.parse('_', template);
  const type = { name: 'version.BuildInfo', kind: 'struct' } as const;
  try {
    print(set.execute(main, new GoStruct(type, fieldsOf(build))));
  } catch (error) {
    // What there was until then has been printed.
    if (error instanceof TemplateExecError) print(error.partialOutput);
    throw error;
  }
}

/** `helm version`. */
export const version: HelmCommand = {
  use: 'helm version [flags]',
  usage,
  flags: [
    { name: 'short', kind: 'bool' },
    { name: 'template', kind: 'text' },
  ],
  args: { exactly: 0 },
  run({ flags, context }) {
    const build = context.build ?? programBuildInfo;
    const template = flags.text('template');
    if (template !== '') {
      inTemplate(template, build, context.stdout);
    } else if (flags.bool('short')) {
      context.stdout(`${build.version}\n`);
    } else {
      const fields = fieldsOf(build).map(
        ([name, value]) => `${name}:${quote(value)}`,
      );
      context.stdout(`version.BuildInfo{${fields.join(', ')}}\n`);
    }
    return 0;
  },
};
