import type { Redis } from 'ioredis';

const KEY = 'lex:probe';
const TTL_MS = 60_000;

/**
 * Writes a key. Only a write shows that Redis works: one that is full, or has become a replica, still answers reads.
 *
 * @throws when Redis doesn't answer, or accepts no writes
 */
export async function probeWrites(redis: Redis): Promise<void> {
  await redis.set(KEY, 'up', 'PX', TTL_MS);
}
