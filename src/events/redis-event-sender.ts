import type { Redis } from 'ioredis';
import type { BusEvent } from './event-bus.ts';

/** How many events may be on their way at a time; the others wait, and the newest about each thing is kept. */
const UNDERWAY = 256;
/** How many may wait for a Redis that is away. Beyond that the oldest are dropped: subscribers hear of the gap. */
const WAITING = 10_000;
/** A longer event is not sent, but its topic's `missed` in its place, in UTF-16 units. */
const LONGEST = 256 * 1_024;

/** Sends events to other processes in order, without making anybody wait, and with a bound on what it holds. */
export class RedisEventSender {
  readonly #redis: Redis;
  readonly #origin: string;
  readonly #waiting = new Map<string, { channel: string; event: BusEvent; missed: BusEvent }>();
  #underway = 0;

  constructor(redis: Redis, origin: string) {
    this.#redis = redis;
    this.#origin = origin;
    redis.on('ready', this.#flush);
  }

  send(channel: string, event: BusEvent, missed: BusEvent): void {
    this.#waiting.set(`${channel} ${event.key}`, { channel, event, missed });
    if (this.#waiting.size > WAITING) {
      for (const [oldest] of this.#waiting) {
        this.#waiting.delete(oldest);
        break;
      }
    }
    this.#flush();
  }

  close(): void {
    this.#redis.off('ready', this.#flush);
    this.#waiting.clear();
  }

  readonly #flush = (): void => {
    for (const [key, { channel, event, missed }] of this.#waiting) {
      if (this.#underway >= UNDERWAY || this.#redis.status !== 'ready') return;
      this.#waiting.delete(key);
      this.#underway++;
      this.#redis
        .publish(channel, this.#origin + encode(event, missed))
        // An event is a hint: subscribers look for themselves when none comes.
        .catch(() => undefined)
        .finally(() => {
          this.#underway--;
          this.#flush();
        });
    }
  };
}

function encode(event: BusEvent, missed: BusEvent): string {
  const text = toJson(event);
  return text.length > LONGEST ? toJson(missed) : text;
}

/** Dates become texts by themselves; the numbers of rows are too long for JSON. */
function toJson(event: BusEvent): string {
  return JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
