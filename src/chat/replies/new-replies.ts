import { LRUCache } from 'lru-cache';
import type { Message } from '../messages/message.ts';

/** The most replies that are remembered, and for how long: clients follow a reply as soon as they have its id. */
const MOST = 5_000;
const REMEMBERED_MS = 10_000;

/**
 * Replies that this process has just stored. Whoever follows one from its beginning needs its row only for whose it is,
 * and what has become of it since is in the log and in the events: the row needn't be read again.
 */
export class NewReplies {
  readonly #replies = new LRUCache<string, Message>({ max: MOST, ttl: REMEMBERED_MS });

  add(reply: Message): void {
    this.#replies.set(reply.id, reply);
  }

  /** The reply as it was stored; undefined when it isn't new, or is somebody else's. */
  of(ownerId: string, id: string): Message | undefined {
    const reply = this.#replies.get(id);
    return reply?.ownerId === ownerId ? reply : undefined;
  }

  /** Something has changed that neither the log nor an event may tell: its row is to be read. */
  forget(id: string): void {
    this.#replies.delete(id);
  }
}
