import type { Api } from '../api/api.ts';
import { FollowReplyDocument } from '../generated/graphql.ts';
import type { ThreadMessage } from './message-tree.ts';
import { NOTHING_WRITTEN, type WrittenText, writtenAfter } from './written-text.ts';

/** How often a text that grows is drawn, in milliseconds: more often takes the time in which it should be read. */
const DRAWN_EVERY_MS = 100;

export interface ReplyFollowerOptions {
  readonly api: Api;
  /** Called when texts have grown, a few times a second at most. */
  readonly onGrown: () => void;
  /** Called with a reply that is over. */
  readonly onOver: (message: ThreadMessage) => void;
}

/** Follows all replies of a conversation that aren't over, each from the last event that the page has seen. */
export class ReplyFollower {
  readonly #options: ReplyFollowerOptions;
  readonly #followed = new Map<string, { readonly stop: AbortController; written: WrittenText }>();
  #drawing: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ReplyFollowerOptions) {
    this.#options = options;
  }

  /** What a reply says so far, as its stream has it; undefined for one that isn't followed. */
  written(id: string): WrittenText | undefined {
    return this.#followed.get(id)?.written;
  }

  /** Follows these, and no others. */
  follow(open: readonly ThreadMessage[]): void {
    const ids = new Set(open.map(({ id }) => id));
    for (const [id, { stop }] of this.#followed) if (!ids.has(id)) this.#end(id, stop);
    for (const id of ids) if (!this.#followed.has(id)) this.#begin(id);
  }

  /** Ends all. */
  close(): void {
    this.follow([]);
    clearTimeout(this.#drawing);
  }

  #begin(messageId: string): void {
    const { api, onOver } = this.#options;
    const stop = new AbortController();
    const followed = { stop, written: NOTHING_WRITTEN };
    this.#followed.set(messageId, followed);
    api.follow(FollowReplyDocument, () => ({ messageId, after: followed.written.cursor ?? null }), {
      signal: stop.signal,
      next: ({ replyStream: event }) => {
        followed.written = writtenAfter(followed.written, event);
        if (event.message) {
          this.#end(messageId, stop);
          onOver(event.message);
        } else this.#grown();
      },
      // Gone with its conversation, of which the conversation's own subscription tells.
      failed: () => this.#end(messageId, stop),
    });
  }

  #end(id: string, stop: AbortController): void {
    this.#followed.delete(id);
    stop.abort();
  }

  #grown(): void {
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined;
      this.#options.onGrown();
    }, DRAWN_EVERY_MS);
  }
}
