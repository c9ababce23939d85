import type { Play } from '../play';
import { access } from './access';
import { apply } from './apply';
import { crud } from './crud';
import { customResources } from './customResources';
import { discovery } from './discovery';
import { kubectl } from './kubectl';
import { lifecycle } from './lifecycle';
import { lists } from './lists';
import { openapi } from './openapi';
import { patches } from './patches';
import { strictness } from './strictness';
import { workloads } from './workloads';

/** All plays, in the order in which they are played. */
export const plays: readonly Play[] = [
  discovery,
  openapi,
  crud,
  patches,
  apply,
  lists,
  customResources,
  access,
  lifecycle,
  strictness,
  workloads,
  kubectl,
];
