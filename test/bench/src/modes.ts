import { Bench, type BenchOptions } from './bench';
import type { Usage } from './controllers';
import { isReady } from './observer';
import {
  type Application,
  applications,
  filesOf,
  kustomization,
  objectsOf,
  sourceName,
} from './workload';

/** What a benchmark found. */
export interface Result {
  /** One line for people. */
  readonly summary: string;
  /** Of the controllers while it ran. */
  readonly usage: Usage;
  /** What the requests are divided by. */
  readonly per: { readonly what: string; readonly count: number };
}

/** Milliseconds. */
const deadline = 600_000;

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
}

async function withBench(
  apps: readonly Application[],
  options: BenchOptions,
  measure: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const bench = await Bench.prepare(apps, options);
  try {
    return await measure(bench);
  } finally {
    await bench.close();
  }
}

/** Mean time to production: from the creation of the first Kustomization until the last of them is ready. */
export function mttp(count: number, options: BenchOptions): Promise<Result> {
  const apps = applications(count);
  return withBench(apps, options, async bench => {
    const before = await bench.controllers.read();
    const ready = bench.kustomizations.until(count, isReady, deadline);
    const [end] = await Promise.all([
      ready,
      bench.create(
        apps.map(app =>
          kustomization(app, {
            interval: '1h',
            wait: true,
            sourceNamespace: bench.sourceNamespace,
          }),
        ),
      ),
    ]);
    await bench.controllers.untilQuiet();
    const usage = await bench.controllers.usageSince(before);
    return {
      summary: `${count} Kustomizations ready after ${seconds(
        end - before.at,
      )} (${seconds(
        end - bench.controllers.startedAt,
      )} since the controllers were started)`,
      usage,
      per: { what: 'Kustomization', count },
    };
  });
}

/** A chain in which each Kustomization depends on the one before it, created at once. */
export function chain(length: number, options: BenchOptions): Promise<Result> {
  const apps = applications(length);
  return withBench(apps, options, async bench => {
    const before = await bench.controllers.read();
    const ready = bench.kustomizations.until(length, isReady, deadline);
    await bench.create(
      apps.map((app, index) =>
        kustomization(app, {
          interval: '1h',
          wait: true,
          sourceNamespace: bench.sourceNamespace,
          dependsOn: apps.slice(Math.max(index - 1, 0), index),
        }),
      ),
    );
    const end = await ready;
    await bench.controllers.untilQuiet();
    return {
      summary: `a chain of ${length} ready after ${seconds(end - before.at)}`,
      usage: await bench.controllers.usageSince(before),
      per: { what: 'Kustomization', count: length },
    };
  });
}

/** What the API server alone needs for the workload of `mttp`: each object applied once, twenty at a time, and nothing else. */
export function floor(count: number, options: BenchOptions): Promise<Result> {
  const apps = applications(count);
  return withBench(apps, options, async bench => {
    const objects = apps.flatMap(objectsOf);
    const before = await bench.controllers.read();
    await bench.apply(objects);
    const end = performance.now();
    return {
      summary: `${objects.length} objects applied after ${seconds(
        end - before.at,
      )}, without controllers`,
      usage: await bench.controllers.usageSince(before),
      per: { what: 'Kustomization', count },
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** From a new revision in the source's status to the same revision in the Kustomization's, each time with a change to apply. */
export function revision(
  rounds: number,
  options: BenchOptions,
): Promise<Result> {
  const apps = applications(1);
  const [app] = apps;
  return withBench(apps, options, async bench => {
    await bench.create([
      kustomization(app, {
        interval: '1h',
        wait: false,
        sourceNamespace: bench.sourceNamespace,
      }),
    ]);
    await bench.kustomizations.until(1, isReady, 60_000);
    const before = await bench.controllers.read();
    const latencies: number[] = [];
    const sinceRequest: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const commit = await bench.repository.push({
        files: filesOf(app, `1.0.${round}`),
      });
      const seen = bench.sources.until(
        1,
        s => Boolean(s.status?.artifact?.revision?.endsWith(commit)),
        60_000,
      );
      const applied = bench.kustomizations.until(
        1,
        k => Boolean(k.status?.lastAppliedRevision?.endsWith(commit)),
        60_000,
      );
      const requested = performance.now();
      await bench.client.patch(
        {
          apiVersion: 'source.toolkit.fluxcd.io/v1',
          kind: 'GitRepository',
          name: sourceName,
          namespace: bench.sourceNamespace,
        },
        'merge',
        {
          metadata: {
            annotations: { 'reconcile.fluxcd.io/requestedAt': commit },
          },
        },
      );
      const [seenAt, appliedAt] = await Promise.all([seen, applied]);
      latencies.push(appliedAt - seenAt);
      sinceRequest.push(appliedAt - requested);
    }
    await bench.controllers.untilQuiet();
    return {
      summary: `from a revision seen to applied ${seconds(
        median(latencies),
      )}, from a request to fetch to applied ${seconds(
        median(sinceRequest),
      )} (medians of ${rounds})`,
      usage: await bench.controllers.usageSince(before),
      per: { what: 'revision', count: rounds },
    };
  });
}

/** What Kustomizations cost at which nothing changes, at an interval of a minute. `window`: milliseconds that are measured. */
export function idle(
  count: number,
  window: number,
  options: BenchOptions,
): Promise<Result> {
  const apps = applications(count);
  return withBench(apps, options, async bench => {
    const ready = bench.kustomizations.until(count, isReady, deadline);
    await bench.create(
      apps.map(app =>
        kustomization(app, {
          interval: '1m',
          wait: true,
          sourceNamespace: bench.sourceNamespace,
        }),
      ),
    );
    await ready;
    await bench.controllers.untilQuiet();
    const before = await bench.controllers.read();
    await pause(window);
    const usage = await bench.controllers.usageSince(before);
    return {
      summary: `${count} unchanged Kustomizations at an interval of a minute, ${seconds(
        window,
      )} long`,
      usage,
      per: { what: 'minute', count: window / 60_000 },
    };
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds);
  });
}
