import { type CuttableProxy, startCuttableProxy } from '../../../test/support/servers/cuttable-proxy.ts';
import type { PostgresServer } from '../../../test/support/servers/start-postgres.ts';
import type { RedisServer } from '../../../test/support/servers/start-redis.ts';
import { type Addresses, startTopology, type Topology } from '../../cluster/topology.ts';
import { type MoodyModel, startMoodyModel } from './moody-model.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

/** The cluster as `npm run cluster` starts it, with a proxy on each way, a model, and a small disk under a worker. */
export interface ChaosCluster {
  readonly topology: Topology;
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
  readonly model: MoodyModel;
  /** Undefined where none can be mounted. */
  readonly disk: SmallDisk | undefined;
  /** Where clients go: to nginx, past a proxy. */
  readonly url: string;
  /** The key of the administrator. */
  readonly adminKey: string;
  /** The way of a process to what it works on, or that of clients to nginx. */
  wire(to: 'redis' | 'postgres' | 'clients', process: string): CuttableProxy;
  stop(): Promise<void>;
}

/** The worker whose data directory is on the small disk. */
export const ON_SMALL_DISK = 'work-1';
const ADMIN_KEY = 'the-key-of-who-administers-the-chaos';
/** Of these no user of a run has enough to come near to it, but calls are reserved as where there is a limit. */
const PLENTY_OF_TOKENS = '500000000';

/**
 * Starts all of it.
 *
 * @param logs a directory for what the processes print
 * @throws when PostgreSQL or Redis are servers of somebody else
 */
export async function startChaosCluster(packageRoot: string, logs: string): Promise<ChaosCluster> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  const wires = new Map<string, CuttableProxy>();
  const lead = async (name: string, address: string) => {
    const to = new URL(address);
    const proxy = await startCuttableProxy({ host: to.hostname, port: Number(to.port) });
    ends.push(() => proxy.close());
    wires.set(name, proxy);
    to.port = String(proxy.port);
    return to.href;
  };
  const route = async (name: string, addresses: Addresses): Promise<Addresses> =>
    name === 'migrate'
      ? addresses
      : {
          DATABASE_URL: await lead(`postgres ${name}`, addresses.DATABASE_URL),
          REDIS_URL: await lead(`redis ${name}`, addresses.REDIS_URL),
        };
  try {
    const disk = await mountSmallDisk();
    if (disk) ends.push(() => disk.remove());
    const model = await startMoodyModel();
    ends.push(() => model.close());
    const settings = {
      LEX_AUTH: 'keys',
      LEX_ADMIN_KEY: ADMIN_KEY,
      LEX_MODEL: 'compatible/chaos',
      LEX_MODELS: 'compatible/chaos,local/lex',
      COMPATIBLE_BASE_URL: model.url,
      LEX_RATE_POINTS: '1000000000',
      LEX_RATE_CHATS: '1000000',
      LEX_RATE_JOBS: '1000000',
      LEX_DAILY_TOKENS_PER_USER: PLENTY_OF_TOKENS,
    };
    const dataDir = (name: string) => (name === ON_SMALL_DISK ? disk?.path : undefined);
    const topology = await startTopology(packageRoot, settings, { detached: true, route, dataDir, logs });
    ends.push(() => topology.stop());
    const { redis, postgres } = { redis: topology.redis.server, postgres: topology.postgres.server };
    if (!redis || !postgres)
      throw new Error('It needs servers of its own: unset TEST_DATABASE_URL and TEST_REDIS_URL.');
    const url = await lead('clients clients', topology.url);
    return {
      topology,
      redis,
      postgres,
      model,
      disk,
      url: url.replace(/\/$/, ''),
      adminKey: ADMIN_KEY,
      wire(to, process) {
        const proxy = wires.get(`${to} ${process}`);
        if (!proxy) throw new Error(`There is no way of ${process} to ${to}.`);
        return proxy;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
