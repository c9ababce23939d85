import { failures, flags, testing } from './changing';
import type { Script } from './command-line';
import { apiVersions, dryRun, get, status, unknownKind } from './reading';
import { tenant } from './tenant';

/** All scripts. */
export const scripts: readonly Script[] = [
  status,
  get,
  dryRun,
  unknownKind,
  flags,
  failures,
  testing,
  apiVersions,
  tenant,
];
