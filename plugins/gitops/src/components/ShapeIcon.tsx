import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiErrorWarningFill,
  RiIndeterminateCircleLine,
  RiLoopLeftLine,
  RiPauseCircleFill,
  RiSubtractLine,
  RiTimeFill,
} from '@remixicon/react';
import type { Shape } from '../model/stateLook';

const icons = {
  tick: RiCheckboxCircleFill,
  ring: RiLoopLeftLine,
  clock: RiTimeFill,
  pause: RiPauseCircleFill,
  cross: RiCloseCircleFill,
  loop: RiErrorWarningFill,
  dash: RiIndeterminateCircleLine,
  none: RiSubtractLine,
};

/** The shape of a state. Decoration: the word stands beside it. */
export const ShapeIcon = ({ shape, size }: { shape: Shape; size: number }) => {
  const Icon = icons[shape];
  return <Icon size={size} aria-hidden />;
};
