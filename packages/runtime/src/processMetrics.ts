import { readdirSync } from 'node:fs';
import type { MetricsRegistry } from './metricsRegistry';

function openFiles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    // Only Linux has it.
    return undefined;
  }
}

/** Adds the `process_*` metrics of Prometheus' clients, and Node's heap. */
export function collectProcessMetrics(registry: MetricsRegistry): void {
  const cpu = registry.gauge(
    'process_cpu_seconds_total',
    'Total user and system CPU time spent in seconds.',
  );
  const memory = registry.gauge(
    'process_resident_memory_bytes',
    'Resident memory size in bytes.',
  );
  const start = registry.gauge(
    'process_start_time_seconds',
    'Start time of the process since unix epoch in seconds.',
  );
  const files = registry.gauge(
    'process_open_fds',
    'Number of open file descriptors.',
  );
  const heap = registry.gauge(
    'nodejs_heap_size_used_bytes',
    'Process heap size used from Node.js in bytes.',
  );
  start.set(Math.round(Date.now() / 1000 - process.uptime()));
  registry.onCollect(() => {
    const usage = process.cpuUsage();
    cpu.set((usage.user + usage.system) / 1e6);
    const used = process.memoryUsage();
    memory.set(used.rss);
    heap.set(used.heapUsed);
    const open = openFiles();
    if (open !== undefined) {
      files.set(open);
    }
  });
}
