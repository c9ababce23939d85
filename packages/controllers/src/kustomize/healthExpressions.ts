import type { Kustomization } from '@sluice/api';
import type { HealthReader } from '@sluice/kubernetes/apply';
import { readHealth } from '@sluice/kubernetes/apply';
import {
  CustomHealthChecks,
  compileExpression,
} from '@sluice/kubernetes/kstatus';
import { parseApiVersion } from '@sluice/kubernetes/objects';
import { StepError, messageOf } from './failure';

/**
 * Tells health as `spec.healthCheckExprs` says for the kinds that it names, and by kstatus for all others.
 *
 * @throws StepError that stalls when an expression is malformed
 */
export function healthReaderOf(object: Kustomization): HealthReader {
  const { healthCheckExprs = [] } = object.spec;
  if (healthCheckExprs.length === 0) return readHealth;
  const checks = customChecks(healthCheckExprs);
  return target => {
    const { group } = parseApiVersion(target.apiVersion);
    if (!checks.supports(group, target.kind)) return readHealth(target);
    try {
      return { status: checks.compute(target).status };
    } catch (error) {
      return {
        status: 'Unknown',
        error: error instanceof Error ? error : new Error(messageOf(error)),
      };
    }
  };
}

function customChecks(
  expressions: NonNullable<Kustomization['spec']['healthCheckExprs']>,
): CustomHealthChecks {
  try {
    return new CustomHealthChecks(expressions, text => compileExpression(text));
  } catch (error) {
    throw new StepError('InvalidCELExpression', messageOf(error), {
      cause: error,
      outcome: { kind: 'stalled', observed: true },
    });
  }
}
