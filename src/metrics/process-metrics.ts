import { getHeapStatistics } from 'node:v8';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/**
 * Those of prom-client's that are found out by counting everything that is open, one by one: on a process with
 * thousands of sockets that takes longer than all the rest.
 */
const COUNTED_ONE_BY_ONE = [
  'process_open_fds',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
];

/** What a process uses, and what it is. */
export interface ProcessMetrics {
  /** Read at once. */
  readonly registry: Registry;
  /** Its cost grows with what is open. */
  readonly slow: Registry;
}

export function createProcessMetrics(version: string): ProcessMetrics {
  const registry = new Registry();
  const slow = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of COUNTED_ONE_BY_ONE) {
    const metric = registry.getSingleMetric(name);
    registry.removeSingleMetric(name);
    if (metric) slow.registerMetric(metric);
  }
  const registers = [registry];
  const help = 'Always 1; the versions of Lex and of Node are labels';
  new Gauge({ registers, name: 'lex_build_info', help, labelNames: ['version', 'node'] }).set(
    { version, node: process.version },
    1,
  );
  new Gauge({
    registers,
    name: 'lex_heap_limit_bytes',
    help: 'How large the heap may grow before the process ends for lack of memory',
    collect() {
      this.set(getHeapStatistics().heap_size_limit);
    },
  });
  return { registry, slow };
}
