import type { Behaviours } from '../resources/behaviour';
export const crdBehaviours: Behaviours = {};
