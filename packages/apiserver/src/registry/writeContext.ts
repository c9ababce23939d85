import type { JsonValue } from '@sluice/golang/json';
import type { UserInfo } from '../auth/user';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** How a write was asked for. */
export interface WriteContext {
  /** Who asks; absent for the server's own controllers. */
  user?: UserInfo;
  /** Field manager to record. */
  manager: string;
  /** '' is the main resource. */
  subresource: string;
  dryRun: boolean;
  /** Whether the object is what a patch made of the stored one. */
  isPatch?: boolean;
  /** The patch, when problems with what it leads to are told of the patch itself: those of strategic merge patches. */
  patch?: JsonValue;
  /** The replicas that a write of the scale asks for. */
  scaledTo?: number;
  fieldValidation: FieldValidation;
  /** Texts of Warning headers; filled by the write. */
  warnings: string[];
}

/** The context of a write by the server itself. */
export function ownWrite(manager: string, subresource = ''): WriteContext {
  return {
    manager,
    subresource,
    dryRun: false,
    fieldValidation: 'Ignore',
    warnings: [],
  };
}
