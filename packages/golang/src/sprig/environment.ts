import { stringType } from '../value';
import { fn1, string, type FunctionTable } from './define';

/** `${NAME}`, `$NAME`, and the special one-character names of a shell. */
const VARIABLE = /\$(?:\{([^}]*)\}|([*#$@!?\-0-9])|([A-Za-z_][A-Za-z0-9_]*))/g;

/** The functions that Helm takes away. */
export function environmentFunctions(
  environment: ReadonlyMap<string, string>,
): FunctionTable {
  const valueOf = (name: string) => environment.get(name) ?? '';
  return {
    env: fn1(string, stringType, valueOf),
    expandenv: fn1(string, stringType, text =>
      text.replace(
        VARIABLE,
        (_all, braced?: string, special?: string, name?: string) =>
          valueOf(braced ?? special ?? name ?? ''),
      ),
    ),
  };
}
