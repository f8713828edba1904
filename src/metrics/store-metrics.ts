import { Gauge, type Registry } from 'prom-client';
import { HistogramFamily } from './families/histogram-family.ts';

/** Counts what a process asks its stores, and tells how they are. */
export interface StoreMetrics {
  /** Is called when the first answer has come to what was sent together on a connection to Redis. */
  readonly redisRoundTrip: (connection: string, seconds: number) => void;
}

/** What is read of the stores when somebody asks; all of it is at hand. */
export interface MeteredStores {
  /** Of this process to the database. */
  readonly connections: () => { readonly open: number; readonly idle: number; readonly waiting: number };
  /** The LMDB environments that are open. */
  readonly lmdb: () => readonly { readonly store: string; readonly bytes: number; readonly readers: number }[];
}

/** In seconds. */
const ROUND_TRIP_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** @param registry gets the gauges, which are set whenever it is read */
export function createStoreMetrics(
  registry: Registry,
  { connections, lmdb }: MeteredStores,
): StoreMetrics & { text(): string } {
  const registers = [registry];
  const roundTrips = new HistogramFamily({
    name: 'lex_redis_round_trip_seconds',
    help: 'Time until Redis began to answer, by connection; what is sent without waiting for an answer is one trip',
    labels: ['connection'],
    buckets: ROUND_TRIP_BUCKETS,
  });
  new Gauge({
    registers,
    name: 'lex_database_connections',
    help: 'Connections of this process to the database',
    labelNames: ['state'],
    collect() {
      const { open, idle, waiting } = connections();
      for (const [state, value] of Object.entries({ open, idle, waiting })) this.set({ state }, value);
    },
  });
  new Gauge({
    registers,
    name: 'lex_lmdb_bytes',
    help: 'Size of an LMDB store on disk',
    labelNames: ['store'],
    collect() {
      for (const { store, bytes } of lmdb()) this.set({ store }, bytes);
    },
  });
  new Gauge({
    registers,
    name: 'lex_lmdb_readers',
    help: 'Reader slots that were taken of an LMDB store, of 126',
    labelNames: ['store'],
    collect() {
      for (const { store, readers } of lmdb()) this.set({ store }, readers);
    },
  });
  return {
    redisRoundTrip: (connection, seconds) => roundTrips.series(connection).observe(seconds),
    text: () => roundTrips.text(),
  };
}
