import {
  bashScript,
  fishScript,
  powershellScript,
  zshScript,
} from './completion/scripts';
import type { HelmCommand } from './helmCommand';

function printing(
  shell: string,
  loading: string,
  script: (ask: string) => string,
): HelmCommand {
  return {
    use: `helm completion ${shell} [flags]`,
    usage: `usage: sluice helm completion ${shell} [flags]

Prints a script with which ${shell} completes 'sluice helm' and 'sluice template': commands, flags, releases, charts.
To have it in this shell:

    ${loading}

flags:
      --no-descriptions          offer words alone
  -h, --help
`,
    flags: [{ name: 'no-descriptions', kind: 'bool' }],
    args: { exactly: 0 },
    run({ flags, context }) {
      const ask = flags.bool('no-descriptions')
        ? '__completeNoDesc'
        : '__complete';
      context.stdout(script(ask));
      return 0;
    },
  };
}

export const completionBash = printing(
  'bash',
  'source <(sluice helm completion bash)',
  bashScript,
);

export const completionZsh = printing(
  'zsh',
  'source <(sluice helm completion zsh)',
  zshScript,
);

export const completionFish = printing(
  'fish',
  'sluice helm completion fish | source',
  fishScript,
);

export const completionPowershell = printing(
  'powershell',
  'sluice helm completion powershell | Out-String | Invoke-Expression',
  powershellScript,
);
