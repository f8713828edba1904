import type { ServerProcess } from '../../server-process.ts';
import { timesByTurns } from './asking.ts';
import type { Deployment } from './deployment.ts';
import { type DatabaseOnDisk, readSizes } from './rows-on-disk.ts';
import { diskOf, measureSpeeds, type Speeds, type Taken } from './speeds.ts';

/** What was measured of a deployment. */
export interface Measured extends Pick<Deployment, 'sizes' | 'fillMs'> {
  /** How long a process takes to start that has nothing of its own: a median, in milliseconds. */
  readonly start: number;
  readonly speeds: Speeds;
  readonly taken: Taken;
  readonly database: DatabaseOnDisk;
}

/** A deployment while a server and a worker run on it. */
export interface Running extends Deployment {
  readonly server: ServerProcess;
  readonly workerPid: number;
}

const STARTS = 11;
const SERVER = 'server';

/**
 * Measures a server and a worker on each of two deployments, by turns: what else the machine does is in both.
 *
 * @param more what else is measured of the second, when the processes of the first have ended
 */
export async function measureByTurns<More>(
  pair: readonly [Deployment, Deployment],
  more: (running: Running) => Promise<More>,
): Promise<readonly [Measured, Measured & More]> {
  const [first, second] = pair;
  const starts = await timesByTurns(
    pair.map((deployment) => async (turn) => {
      const server = await deployment.startServer(`start${turn}`);
      await server.stop();
      return server.startMs;
    }),
    STARTS,
  );
  return await whileRunning(second, async (other) => {
    const measured = await whileRunning(first, async (one) => {
      const running = [one, other] as const;
      const speeds = await measureSpeeds(running);
      const taken = await Promise.all(running.map(takenBy));
      return running.map(({ sizes, fillMs }, at) => ({
        sizes,
        fillMs,
        start: of(starts, at),
        speeds: of(speeds, at),
        taken: of(taken, at),
      }));
    });
    const besides = await more(other);
    return [
      { ...of(measured, 0), database: await readSizes(first.databaseUrl) },
      { ...of(measured, 1), ...besides, database: await readSizes(second.databaseUrl) },
    ];
  });
}

function of<Value>(values: readonly Value[], at: number): Value {
  const value = values[at];
  if (value === undefined) throw new Error('It was not measured.');
  return value;
}

async function takenBy({ directory, server }: Running): Promise<Taken> {
  return { disk: await diskOf(directory(SERVER)), resident: await server.rss() };
}

/** Starts a server and a worker on a deployment, and stops them after their use. */
async function whileRunning<Result>(
  deployment: Deployment,
  use: (running: Running) => Promise<Result>,
): Promise<Result> {
  const server = await deployment.startServer(SERVER);
  try {
    const worker = await deployment.startWorker();
    try {
      return await use({ ...deployment, server, workerPid: worker.pid });
    } finally {
      await worker.stop();
    }
  } finally {
    await server.stop();
  }
}
