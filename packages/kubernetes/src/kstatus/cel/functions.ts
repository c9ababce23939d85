import { Environment, Optional } from '@marcbachmann/cel-js';
import { Regexp } from '@sluice/golang/regexp';
import { valuesEqual } from '../../smd/value';

class SetsNamespace {}
class Base64Namespace {}

/** Stands for `matches` in rewritten expressions: as long, so that positions stay right. */
export const LINEAR_MATCHES = 'matchRE';

function includes(list: readonly unknown[], item: unknown): boolean {
  return list.some(other => sameValue(other, item));
}

function sameValue(a: unknown, b: unknown): boolean {
  if (isJson(a) && isJson(b)) {
    return valuesEqual(a, b);
  }
  return a === b;
}

function isJson(value: unknown): value is Parameters<typeof valuesEqual>[0] {
  return (
    value === null ||
    ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ||
    Array.isArray(value) ||
    (typeof value === 'object' &&
      [Object.prototype, null].includes(Object.getPrototypeOf(value)))
  );
}

function registerLists(env: Environment): void {
  env
    .registerFunction('list.first(): optional', (list: unknown[]) =>
      Optional.of(list.at(0)),
    )
    .registerFunction('list.last(): optional', (list: unknown[]) =>
      Optional.of(list.at(-1)),
    );
}

function registerTexts(env: Environment): void {
  env
    .registerFunction(
      `string.${LINEAR_MATCHES}(string): bool`,
      (text: string, pattern: string) => new Regexp(pattern).test(text),
    )
    .registerFunction(
      'string.charAt(int): string',
      (text: string, i: bigint) => {
        const characters = [...text];
        if (i < 0n || i > BigInt(characters.length)) {
          throw new Error(`index out of range: ${i}`);
        }
        return characters[Number(i)] ?? '';
      },
    )
    .registerFunction(
      'string.replace(string, string): string',
      (text: string, from: string, to: string) => text.split(from).join(to),
    )
    .registerFunction(
      'string.replace(string, string, int): string',
      (text: string, from: string, to: string, count: bigint) => {
        const parts = text.split(from);
        const last = count < 0n ? parts.length : Number(count);
        return parts.reduce(
          (joined, part, i) => `${joined}${i <= last ? to : from}${part}`,
        );
      },
    )
    .registerFunction('string.reverse(): string', (text: string) =>
      [...text].reverse().join(''),
    );
}

function registerNamespaces(env: Environment): void {
  env
    .registerType('setsNamespace', SetsNamespace)
    .registerConstant('sets', 'setsNamespace', new SetsNamespace())
    .registerFunction(
      'setsNamespace.contains(list, list): bool',
      (_: unknown, all: unknown[], some: unknown[]) =>
        some.every(item => includes(all, item)),
    )
    .registerFunction(
      'setsNamespace.equivalent(list, list): bool',
      (_: unknown, a: unknown[], b: unknown[]) =>
        a.every(item => includes(b, item)) &&
        b.every(item => includes(a, item)),
    )
    .registerFunction(
      'setsNamespace.intersects(list, list): bool',
      (_: unknown, a: unknown[], b: unknown[]) =>
        a.some(item => includes(b, item)),
    )
    .registerType('base64Namespace', Base64Namespace)
    .registerConstant('base64', 'base64Namespace', new Base64Namespace())
    .registerFunction(
      'base64Namespace.encode(bytes): string',
      (_: unknown, bytes: Uint8Array) => Buffer.from(bytes).toString('base64'),
    )
    .registerFunction(
      'base64Namespace.decode(string): bytes',
      (_: unknown, text: string) => new Uint8Array(Buffer.from(text, 'base64')),
    );
}

/**
 * The functions of Flux's CEL environment (fluxcd/pkg runtime/cel): the standard ones, strings, sets, encoders, optional
 * types. `variables` undefined: any name may be used.
 */
export function celEnvironment(
  variables: readonly string[] | undefined,
): Environment {
  const env = new Environment({
    unlistedVariablesAreDyn: variables === undefined,
    homogeneousAggregateLiterals: true,
    enableOptionalTypes: true,
    limits: { maxAstNodes: 10_000, maxDepth: 100 },
  });
  registerLists(env);
  registerTexts(env);
  registerNamespaces(env);
  variables?.forEach(name => env.registerVariable(name, 'dyn'));
  return env;
}
