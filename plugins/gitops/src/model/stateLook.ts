import type { Health, StateWord } from '@sluice/plugin-gitops-common';

/** The shape of a state; the word always stands beside it. */
export type Shape =
  | 'tick'
  | 'ring'
  | 'clock'
  | 'pause'
  | 'cross'
  | 'loop'
  | 'dash'
  | 'none';

/** The colour of a state, a family of tokens of the design system. */
export type Tone = 'success' | 'info' | 'warning' | 'danger' | 'neutral';

export interface StateLook {
  shape: Shape;
  tone: Tone;
}

/** A state as a lane shows it: nothing may be delivered there. */
export type LaneState = StateWord | 'NotDelivered';

const looks: Readonly<Record<LaneState, StateLook>> = {
  Ready: { shape: 'tick', tone: 'success' },
  Progressing: { shape: 'ring', tone: 'info' },
  Waiting: { shape: 'clock', tone: 'warning' },
  Suspended: { shape: 'pause', tone: 'neutral' },
  Failed: { shape: 'cross', tone: 'danger' },
  Retrying: { shape: 'loop', tone: 'danger' },
  Unknown: { shape: 'dash', tone: 'neutral' },
  NotDelivered: { shape: 'none', tone: 'neutral' },
};

/** How a state looks. Every word has a shape of its own, so that colour is never needed to tell them apart. */
export function stateLook(state: LaneState): StateLook {
  return looks[state];
}

const healthLooks: Readonly<Record<Health, StateLook>> = {
  ok: { shape: 'tick', tone: 'success' },
  progressing: { shape: 'ring', tone: 'info' },
  degraded: { shape: 'cross', tone: 'danger' },
  unknown: { shape: 'dash', tone: 'neutral' },
};

export function healthLook(health: Health): StateLook {
  return healthLooks[health];
}
