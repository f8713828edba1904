import { Redis, type RedisOptions } from 'ioredis';

/** Is told how long a round trip took, in seconds, and on which connection, by its use. */
export type OnRoundTrip = (use: string, seconds: number) => void;

/**
 * A connection that tells of its round trips: from a command that is sent while no answer is awaited until Redis begins
 * to answer. What is sent meanwhile belongs to the same one. Connections that BullMQ makes of it, on which workers wait
 * for jobs, tell nothing.
 */
export class TimedRedis extends Redis {
  /** When the round trip under way began; undefined while none is. */
  #askedAt: number | undefined;

  constructor(url: string, options: Omit<RedisOptions, 'replyMapping'>, onAnswer: (seconds: number) => void) {
    super(url, options);
    // Each connection has a new stream.
    this.on('connect', () => {
      this.#askedAt = undefined;
      this.stream.on('data', () => {
        if (this.#askedAt === undefined) return;
        onAnswer((performance.now() - this.#askedAt) / 1_000);
        this.#askedAt = undefined;
      });
    });
  }

  override sendCommand(...sent: Parameters<Redis['sendCommand']>): ReturnType<Redis['sendCommand']> {
    this.#askedAt ??= performance.now();
    return super.sendCommand(...sent);
  }
}
