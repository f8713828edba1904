import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { perSecond } from '../measure.ts';

/**
 * Measures how many jobs BullMQ alone does in a second, from adding a job to its end, with the queue and the worker in
 * this process.
 *
 * @param options.roundTrips how many more round trips to Redis each job makes, one after the other
 */
export async function measureBullmq(
  connect: () => Redis,
  options: { jobs: number; clients: number; concurrency: number; roundTrips: number },
): Promise<number> {
  const redis = connect();
  const queue = new Queue('bench', { connection: connect(), prefix: 'peer' });
  const ended = new Map<string, () => void>();
  const worker = new Worker(
    'bench',
    async () => {
      for (let trip = 0; trip < options.roundTrips; trip++) await redis.publish('peer', 'x');
    },
    { connection: connect(), prefix: 'peer', concurrency: options.concurrency },
  );
  worker.on('completed', ({ name }) => ended.get(name)?.());
  await worker.waitUntilReady();
  try {
    return await perSecond(options.jobs, options.clients, async (index) => {
      const name = String(index);
      const end = new Promise<void>((resolve) => ended.set(name, resolve));
      await queue.add(name, {}, { removeOnComplete: true });
      await end;
      ended.delete(name);
    });
  } finally {
    await worker.close();
    await queue.obliterate({ force: true });
    await queue.close();
  }
}
