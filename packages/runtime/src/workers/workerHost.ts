import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { failureOf, freeHeapLimits } from './worker';
import type { FromHost, ToHost } from './workerProcess';

/*
 * The process of a `WorkerProcess`: its worker is a thread, which has the stack it asks for, and this thread stays free to hear that the
 * parent is gone.
 */

let worker: Worker | undefined;

function tell(what: FromHost): void {
  process.send?.(what, undefined, undefined, error => {
    if (error) process.exit(1);
  });
}

/** Where memory gets short for the whole machine, this process goes before the one that needs it. */
function goFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // Another system than Linux, or one that does not allow it: then it is as it is.
  }
}

// Ctrl+C is for the parent, which may still have something to finish.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (told: ToHost) => {
  if ('message' in told) {
    worker?.postMessage(told.message);
    return;
  }
  const { script, limits } = told.start;
  freeHeapLimits();
  worker = new Worker(script, {
    resourceLimits: {
      maxOldGenerationSizeMb: limits.memory,
      ...(limits.stack ? { stackSizeMb: limits.stack } : {}),
    },
  });
  worker.on('message', message => tell({ message }));
  worker.on('error', error => tell({ failure: failureOf(error) }));
  worker.on('exit', code =>
    tell({ failure: { kind: 'ended', code: `exit code ${code}` } }),
  );
});
goFirst();
