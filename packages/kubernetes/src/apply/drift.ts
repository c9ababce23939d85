import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../objects';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Everything but metadata and status. */
function contentOf(object: KubernetesObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([key]) => key !== 'metadata' && key !== 'status',
    ),
  );
}

function sameMap(
  a: Record<string, string> | undefined,
  b: Record<string, string> | undefined,
): boolean {
  return isDeepStrictEqual(a ?? {}, b ?? {});
}

/**
 * API servers before 1.27 answered the dry run of a HorizontalPodAutoscaler with its first metric doubled and an empty one at the end.
 */
function withoutDoubledMetrics(
  object: KubernetesObject,
  content: Record<string, unknown>,
): Record<string, unknown> {
  const spec = content.spec;
  if (
    object.kind !== 'HorizontalPodAutoscaler' ||
    object.apiVersion !== 'autoscaling/v2' ||
    !isRecord(spec) ||
    !Array.isArray(spec.metrics)
  ) {
    return content;
  }
  const metrics: unknown[] = [];
  for (const metric of spec.metrics) {
    const typed = isRecord(metric) && Boolean(metric.type);
    if (typed && !metrics.some(known => isDeepStrictEqual(known, metric))) {
      metrics.push(metric);
    }
  }
  return { ...content, spec: { ...spec, metrics } };
}

/**
 * Whether applying would change the object: compares the live object with the answer of a dry run in labels, annotations and everything
 * but metadata and status (fluxcd/pkg/ssa `hasDrifted`). An object that does not exist yet has no resource version in that answer.
 */
export function hasDrifted(
  live: KubernetesObject,
  dryRun: KubernetesObject,
): boolean {
  if (!dryRun.metadata.resourceVersion) return true;
  return (
    !sameMap(dryRun.metadata.labels, live.metadata.labels) ||
    !sameMap(dryRun.metadata.annotations, live.metadata.annotations) ||
    !isDeepStrictEqual(
      withoutDoubledMetrics(dryRun, contentOf(dryRun)),
      withoutDoubledMetrics(live, contentOf(live)),
    )
  );
}
