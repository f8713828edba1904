import type { Api } from '../api/api.ts';
import { ApiError, apiErrorOf } from '../api/api-error.ts';
import {
  DrawnMemoriesDocument,
  OneMessageDocument,
  ThreadChangedDocument,
  type ThreadConversationFragment,
  ThreadDocument,
} from '../generated/graphql.ts';
import { MessageTree, type ThreadMessage } from './message-tree.ts';
import { ReplyFollower } from './reply-follower.ts';
import { Sending } from './sending.ts';
import type { WrittenText } from './written-text.ts';

/** What a page of a conversation shows. A new object for each change. */
export interface ThreadView {
  readonly conversation: ThreadConversationFragment | undefined;
  /** Undefined while the first of it is read. */
  readonly branch: readonly ThreadMessage[] | undefined;
  readonly unsent: Sending['unsent'];
  readonly hasOlder: boolean;
  /** Why it can't be shown. */
  readonly error: ApiError | undefined;
}

/** How many of the newest messages are looked at again for memories that were drawn from them. */
const LOOKED_AT = 4;

/**
 * A conversation as one tab has it: read from its end, and from then on as it changes. It belongs to a page and ends
 * with it. Whatever was missed while the connection was lost is read again; texts go on from their cursors.
 */
export class Thread {
  readonly api: Api;
  readonly tree = new MessageTree();
  readonly sending: Sending;
  readonly #follower: ReplyFollower;
  readonly #listeners = new Set<() => void>();
  #ending = new AbortController();
  #conversation: ThreadConversationFragment | undefined;
  #before: string | undefined;
  #hasOlder = false;
  #isRead: boolean;
  #reading: Promise<void> | undefined;
  #error: ApiError | undefined;
  #view: ThreadView;

  /**
   * @param id the conversation's; undefined for one that begins with its first message
   * @param onBegun called with the id of one that has begun
   */
  constructor(api: Api, id: string | undefined, onBegun: (id: string) => void) {
    this.api = api;
    this.#isRead = id === undefined;
    this.#follower = new ReplyFollower({
      api,
      onGrown: () => this.#changed(),
      onOver: (message) => this.take([message]),
    });
    this.sending = new Sending(api, id, {
      changed: () => this.#changed(),
      tip: () => this.tree.branch().at(-1)?.id,
      sent: (conversation, messages) => {
        const isNew = this.#conversation === undefined && id === undefined;
        this.#conversation = conversation;
        this.tree.addNewer(messages);
        const last = messages.at(-1);
        if (last) this.tree.choose(last.id);
        if (isNew) {
          this.#watch(conversation.id);
          onBegun(conversation.id);
        }
        this.#changed();
      },
    });
    this.#view = this.#look();
  }

  /** Begins to read and follow it. @returns what ends that */
  open(id: string | undefined): () => void {
    this.#ending = new AbortController();
    if (id !== undefined) {
      this.#watch(id);
      void this.#read(id);
    }
    const stop = this.api.connection.subscribe(() => {
      if (this.api.connection.reach === 'online') this.sending.retryUnreached();
    });
    this.sending.retryUnreached();
    return () => {
      stop();
      this.#ending.abort();
      this.#follower.close();
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): ThreadView => this.#view;

  /** The text of a reply that is being written, as far as its stream has it. */
  written(id: string): WrittenText | undefined {
    return this.#follower.written(id);
  }

  /** Takes messages as they now are. */
  take(messages: readonly ThreadMessage[]): void {
    this.tree.addNewer(messages);
    this.#changed();
  }

  /** Takes the conversation as it now is. */
  takeConversation(conversation: ThreadConversationFragment): void {
    this.#conversation = conversation;
    this.#changed();
  }

  /** Shows another branch: the one with this message, which is read first if need be. */
  async choose(id: string): Promise<void> {
    while (!this.tree.get(id) && this.#hasOlder) await this.readOlder();
    this.tree.choose(id);
    this.#changed();
  }

  /** Reads the page before the ones that are there. */
  async readOlder(): Promise<void> {
    const id = this.#conversation?.id;
    if (id === undefined || !this.#hasOlder) return;
    this.#reading ??= this.#readPage(id, this.#before).finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #readPage(id: string, before: string | undefined): Promise<void> {
    const { conversation } = await this.api.ask(ThreadDocument, { id, before: before ?? null });
    if (!conversation) return;
    const { edges, pageInfo } = conversation.messages;
    this.tree.addOlder(edges.map(({ node }) => node));
    this.#before = pageInfo.startCursor ?? undefined;
    this.#hasOlder = pageInfo.hasPreviousPage;
    this.#changed();
  }

  /** Reads the end of it, at first and whenever something may have been missed. */
  async #read(id: string): Promise<void> {
    try {
      const { conversation } = await this.api.ask(ThreadDocument, { id, before: null });
      if (!conversation) throw new ApiError('NOT_FOUND', '');
      this.#conversation = conversation;
      const { edges, pageInfo } = conversation.messages;
      this.tree.addNewer(edges.map(({ node }) => node));
      if (!this.#isRead) {
        this.#before = pageInfo.startCursor ?? undefined;
        this.#hasOlder = pageInfo.hasPreviousPage;
      }
      this.#isRead = true;
      this.#error = undefined;
    } catch (cause) {
      this.#error = apiErrorOf(cause);
    }
    this.#changed();
  }

  #watch(id: string): void {
    const { signal } = this.#ending;
    this.api.follow(ThreadChangedDocument, () => ({ id }), {
      signal,
      next: ({ conversationUpdated }) => this.take([conversationUpdated]),
      resumed: () => void this.#read(id),
      ended: () => void this.#read(id),
    });
    this.api.follow(DrawnMemoriesDocument, () => ({}), {
      signal,
      next: ({ jobUpdated: { kind, state } }) => {
        if (kind === 'DRAW_MEMORIES' && state === 'COMPLETED') void this.#lookAgain();
      },
    });
  }

  async #lookAgain(): Promise<void> {
    const newest = this.tree.branch().slice(-LOOKED_AT);
    const found = newest.map(({ id }) => this.api.ask(OneMessageDocument, { id }).catch(() => undefined));
    this.take((await Promise.all(found)).flatMap((each) => each?.message ?? []));
  }

  #changed(): void {
    this.#follower.follow(this.tree.open);
    this.#view = this.#look();
    for (const listener of [...this.#listeners]) listener();
  }

  #look(): ThreadView {
    return {
      conversation: this.#conversation,
      branch: this.#isRead ? this.tree.branch() : undefined,
      unsent: this.sending.unsent,
      hasOlder: this.#hasOlder,
      error: this.#error,
    };
  }
}
