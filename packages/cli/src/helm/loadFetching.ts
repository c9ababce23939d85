/** What fetches charts, and checks their signatures. */
export type Fetching = typeof import('./fetching');

function isFetching(module: unknown): module is Fetching {
  return (
    typeof module === 'object' && module !== null && 'fetchChart' in module
  );
}

/**
 * Loads what fetches charts. It is a program file of its own, so that those who fetch nothing, which are most, neither load nor read it; and it is
 * loaded in a way that a program started from a snapshot knows, too.
 */
export async function loadFetching(): Promise<Fetching> {
  const file = require.resolve('@sluice/cli/fetching');
  const { createRequire } = process.getBuiltinModule('node:module');
  const module: unknown = createRequire(file)(file);
  if (!isFetching(module)) throw new Error(`${file} is not what it should be`);
  return module;
}
