import {
  type JsonValue,
  goJsonStringify,
  parseJson,
} from '@sluice/golang/json';
import { emitSigsYaml } from '@sluice/golang/yaml';
import type { OutputFormat } from './flagValues';
import type { HelmCall } from './helmCommand';

/** What `-o` says; a table by default. */
export function outputFormatOf({ flags }: HelmCall): OutputFormat {
  const format = flags.text('output');
  return format === 'json' || format === 'yaml' ? format : 'table';
}

/** JSON text as it is, or as YAML, whose keys are sorted. */
export function jsonOutput(json: string, format: 'json' | 'yaml'): string {
  return format === 'json' ? `${json}\n` : emitSigsYaml(parseJson(json));
}

/** A value that is JSON already, whose objects keep the order of their fields. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** An object with its fields in the order given; what is undefined is left out. */
export function objectText(
  fields: readonly (readonly [string, JsonValue | JsonText | undefined])[],
): string {
  const parts = fields.flatMap(([name, value]) =>
    value === undefined
      ? []
      : `${JSON.stringify(name)}:${
          value instanceof JsonText ? value.text : goJsonStringify(value)
        }`,
  );
  return `{${parts.join(',')}}`;
}

/** Says a result in the format that is asked for. */
export function say(
  call: HelmCall,
  result: { table(): string; json(): string },
): void {
  const format = outputFormatOf(call);
  call.context.stdout(
    format === 'table' ? result.table() : jsonOutput(result.json(), format),
  );
}
