import { Counter, Gauge, type Registry } from 'prom-client';

/** Something that was refused because the process has too much to do. */
export interface Shed {
  readonly via: 'http' | 'handshake' | 'socket';
  readonly shortage: 'loop' | 'heap' | 'files';
}

const LEVELS = { calm: 0, busy: 1, overloaded: 2 } as const;

/**
 * Makes the metrics of what was refused.
 *
 * @param level how loaded the process is now
 * @returns what counts a refusal
 */
export function createShedMetrics(registry: Registry, level: () => keyof typeof LEVELS): (refused: Shed) => void {
  const common = { registers: [registry] };
  const refused = new Counter({
    ...common,
    name: 'lex_shed_total',
    help: 'What was refused with OVERLOADED: requests, handshakes and operations on sockets, by what was short',
    labelNames: ['via', 'shortage'],
  });
  new Gauge({
    ...common,
    name: 'lex_overload_level',
    help: '0 takes everything, 1 takes what only puts work off, 2 takes nothing',
    collect() {
      this.set(LEVELS[level()]);
    },
  });
  return ({ via, shortage }) => refused.inc({ via, shortage });
}
