import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createRedisReplyLog } from '../../src/chat/replies/log/redis-reply-log.ts';
import type { ReplyLog } from '../../src/chat/replies/log/reply-log.ts';
import { RedisEventBus } from '../../src/events/redis-event-bus.ts';
import type { TestRedis } from './servers/start-redis.ts';

/** A reply log of a process of its own, which tells of what it takes on the bus of that process. */
export function openRedisLog(redis: TestRedis, requests = redis.connect()): { log: ReplyLog; events: RedisEventBus } {
  const surroundings = { requests, channels: redis.connect(), prefix: 'lex', log: pino({ level: 'silent' }) };
  const events = new RedisEventBus(surroundings);
  onTestFinished(() => events.close());
  return { log: createRedisReplyLog({ redis: requests, events, prefix: 'lex' }), events };
}
