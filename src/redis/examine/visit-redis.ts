import { Redis } from 'ioredis';
import { messageOf } from '../../errors.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 5_000;

/**
 * Makes two connections to a Redis, does some work on them, and ends them. They don't come back when they break.
 *
 * @throws when Redis can't be reached; the message says why
 * @throws what the work failed with
 */
export async function visitRedis<T>(url: string, work: (first: Redis, second: Redis) => Promise<T>): Promise<T> {
  let trouble: Error | undefined;
  const open = () => {
    const redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      commandTimeout: ANSWER_TIMEOUT_MS,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      connectionName: 'lex:doctor',
    });
    redis.on('error', (error) => {
      trouble = error;
    });
    return redis;
  };
  const [first, second] = [open(), open()];
  try {
    await Promise.all([first.connect(), second.connect()]);
    return await work(first, second);
  } catch (error) {
    // Of a refused connection only its error event says why, such as a wrong password.
    if (first.status === 'ready' && second.status === 'ready') throw error;
    throw new Error(messageOf(trouble ?? error));
  } finally {
    for (const redis of [first, second]) redis.disconnect();
  }
}
