import type { CuttableProxy } from '../../../test/support/servers/cuttable-proxy.ts';
import type { Begin } from './carry-out.ts';

/** So much later all comes that goes over a slow connection, in milliseconds. */
const SLOW_MS = 120;

type Wire = 'redis' | 'postgres' | 'clients';

const onWire =
  (wire: Wire, begin: (proxy: CuttableProxy) => void, end: (proxy: CuttableProxy) => void): Begin =>
  async ({ cluster, target }) => {
    const proxy = cluster.wire(wire, target);
    begin(proxy);
    return async () => end(proxy);
  };

const cut = (wire: Wire) =>
  onWire(
    wire,
    (proxy) => proxy.cut(),
    (proxy) => proxy.heal(),
  );
const slow = (wire: Wire) =>
  onWire(
    wire,
    (proxy) => proxy.slow(SLOW_MS),
    (proxy) => proxy.slow(0),
  );
const breakOff = (wire: Wire) =>
  onWire(
    wire,
    (proxy) => proxy.breakOff(),
    () => undefined,
  );

/** Faults of the connections between a process of Lex and what it works on, and between clients and nginx. */
export const wireFaults = {
  'cut off from Redis': cut('redis'),
  'slow to Redis': slow('redis'),
  'break connections to Redis': breakOff('redis'),
  'cut off from PostgreSQL': cut('postgres'),
  'slow to PostgreSQL': slow('postgres'),
  'break connections to PostgreSQL': breakOff('postgres'),
  'cut off clients': cut('clients'),
  'slow to clients': slow('clients'),
  'break connections of clients': breakOff('clients'),
} as const;
