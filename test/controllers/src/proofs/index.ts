import type { Proof } from '../proof';
import { adoption } from './adoption';
import { hostile } from './hostile';
import { idle } from './idle';
import { kills } from './kills';
import { leases } from './leases';
import { outage } from './outage';
import { paused } from './paused';
import { secrets } from './secrets';
import { seeds } from './seeds';
import { tenants } from './tenants';

/** The longest first, so that the others run beside them. */
export const proofs: readonly Proof[] = [
  idle,
  hostile,
  kills,
  secrets,
  tenants,
  leases,
  outage,
  adoption,
  seeds,
  paused,
];
