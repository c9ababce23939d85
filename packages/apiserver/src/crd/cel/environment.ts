import { Environment, Optional } from '@marcbachmann/cel-js';
import { compileRegexp } from '@sluice/golang/regexp';
import { registerAddresses } from './addresses';
import { registerFormats } from './namedFormats';
import { registerLists } from './lists';
import { registerQuantities } from './quantities';
import { registerStrings } from './strings';
import { registerUrls } from './urls';
import { registerVersions } from './versions';

/** Expressions of rules may be this long, as on the real server's OpenAPI schema. */
const limits = {
  maxAstNodes: 20_000,
  maxDepth: 100,
  maxListElements: 1000,
  maxMapEntries: 1000,
  maxCallArguments: 32,
};

let shared: Environment | undefined;

/** The functions that rules have on the real server, as far as they are known here. */
export function ruleEnvironment(): Environment {
  if (!shared) {
    shared = new Environment({
      unlistedVariablesAreDyn: false,
      homogeneousAggregateLiterals: false,
      enableOptionalTypes: true,
      limits,
    });
    shared.registerVariable('self', 'dyn');
    shared.registerVariable('oldSelf', 'dyn');
    // The engine's own `matches` uses the backtracking expressions of JavaScript.
    shared.registerFunction(
      'string.matchesRegexp(string): bool',
      (text: string, pattern: string) => compileRegexp(pattern).test(text),
    );
    registerStrings(shared);
    registerLists(shared);
    registerUrls(shared);
    registerAddresses(shared);
    registerQuantities(shared);
    registerVersions(shared);
    registerFormats(shared);
  }
  return shared;
}

export { Optional };
