import type { Redis } from '../redis/redis.ts';
import type { BusEvent } from './event-bus.ts';

/** How many events may be on their way at a time. Of those that wait, only the newest of each key is sent. */
const UNDERWAY = 256;
/**
 * How many may wait for a Redis that can't be reached. Beyond that the oldest are dropped; when the connection is back,
 * subscribers get `missed` anyway.
 */
const WAITING = 10_000;
/** In place of a longer event its topic's `missed` is sent. In UTF-16 units. */
const LONGEST = 256 * 1_024;
/** The most events that one command carries. */
const TOGETHER = 64;
/** Publishes messages (channel, message, and so on). */
const PUBLISH = `for at = 1, #ARGV, 2 do redis.call('PUBLISH', ARGV[at], ARGV[at + 1]) end`;

/**
 * Sends events to other processes, in order; those of one turn of the event loop together. Nobody waits for it, and it
 * holds a bounded number of events.
 */
export class RedisEventSender {
  readonly #redis: Redis;
  readonly #origin: string;
  readonly #waiting = new Map<string, { channel: string; event: BusEvent; missed: BusEvent }>();
  #underway = 0;
  #isFlushing = false;

  constructor(redis: Redis, origin: string) {
    this.#redis = redis;
    this.#origin = origin;
    redis.on('ready', this.#flush);
  }

  /** What is sent of an event. */
  messageOf(event: BusEvent, missed: BusEvent): string {
    return this.#origin + encode(event, missed);
  }

  send(channel: string, event: BusEvent, missed: BusEvent): void {
    this.#waiting.set(`${channel} ${event.key}`, { channel, event, missed });
    if (this.#waiting.size > WAITING) {
      for (const [oldest] of this.#waiting) {
        this.#waiting.delete(oldest);
        break;
      }
    }
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    // After all that goes on at once, which may have more to tell.
    process.nextTick(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  close(): void {
    this.#redis.off('ready', this.#flush);
    this.#waiting.clear();
  }

  readonly #flush = (): void => {
    while (this.#waiting.size > 0 && this.#underway < UNDERWAY && this.#redis.status === 'ready') {
      const messages: string[] = [];
      let count = 0;
      for (const [key, { channel, event, missed }] of this.#waiting) {
        if (count === TOGETHER || this.#underway === UNDERWAY) break;
        this.#waiting.delete(key);
        this.#underway++;
        count++;
        messages.push(channel, this.messageOf(event, missed));
      }
      this.#redis
        .eval(PUBLISH, 0, ...messages)
        // An event is a hint: its subscribers look into the database by themselves now and then.
        .catch(() => undefined)
        .finally(() => {
          this.#underway -= count;
          this.#flush();
        });
    }
  };
}

function encode(event: BusEvent, missed: BusEvent): string {
  const text = toJson(event);
  return text.length > LONGEST ? toJson(missed) : text;
}

/** Numbers of rows are bigints, which JSON can't hold: they become texts, as dates do by themselves. */
function toJson(event: BusEvent): string {
  return JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
