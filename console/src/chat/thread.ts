import type { Api } from '../api/api.ts';
import { ApiError, apiErrorOf } from '../api/api-error.ts';
import {
  DrawnMemoriesDocument,
  OneMessageDocument,
  ThreadChangedDocument,
  type ThreadConversationFragment,
  ThreadDocument,
} from '../generated/graphql.ts';
import { Draft } from './draft.ts';
import { isOpen, MessageTree, type ThreadMessage } from './message-tree.ts';
import { placeOf } from './place.ts';
import { ReplyFollower } from './reply-follower.ts';
import { newKey, Sending } from './sending.ts';
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

export interface ThreadOptions {
  readonly api: Api;
  /** Who writes in it. */
  readonly userId: string;
  /** The conversation's; undefined for one that begins with its first message. */
  readonly id: string | undefined;
  /** Called with the id of one that has begun. */
  readonly onBegun: (id: string) => void;
}

/** How many of the newest messages are looked at again for memories that were drawn from them. */
const LOOKED_AT = 4;

/**
 * A conversation as one tab has it: read from its end, and from then on as it changes. It belongs to a page and ends
 * with it. Whatever was missed while the connection was lost is read again; texts go on from their cursors.
 */
export class Thread {
  readonly api: Api;
  /** Tells it from others on the page. */
  readonly key = newKey();
  readonly tree = new MessageTree();
  readonly sending: Sending;
  readonly draft: Draft;
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

  constructor({ api, userId, id, onBegun }: ThreadOptions) {
    this.api = api;
    this.draft = new Draft(placeOf(userId, id));
    this.#isRead = id === undefined;
    this.#follower = new ReplyFollower({
      api,
      onGrown: () => this.#changed(),
      onOver: (message) => this.take([message]),
    });
    this.sending = new Sending(
      { api, userId, conversationId: id },
      {
        changed: () => this.#changed(),
        tip: () => this.tree.branch().at(-1)?.id,
        sent: (conversation, messages) => {
          const isNew = this.#conversation === undefined && id === undefined;
          this.#conversation = conversation;
          this.tree.addNewer(messages);
          const last = messages.at(-1);
          if (last) this.tree.choose(last.id);
          if (isNew) {
            this.draft.moveTo(placeOf(userId, conversation.id));
            this.#watch(conversation.id);
            onBegun(conversation.id);
          }
          this.#changed();
        },
      },
    );
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
    // What was said may have been remembered while it was answered.
    const answered = messages.filter((message) => isOpen(this.tree.get(message.id)) && !isOpen(message));
    this.tree.addNewer(messages);
    this.#changed();
    void this.#readAgain(answered.flatMap(({ parent }) => parent?.id ?? []));
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
      began: () => void this.#read(id),
      ended: () => void this.#read(id),
      // One that was deleted before it was followed.
      failed: () => void this.#read(id),
    });
    this.api.follow(DrawnMemoriesDocument, () => ({}), {
      signal,
      next: ({ jobUpdated: { kind, state } }) => {
        if (kind !== 'DRAW_MEMORIES' || state !== 'COMPLETED') return;
        const newest = this.tree.branch().slice(-LOOKED_AT);
        void this.#readAgain(newest.map(({ id }) => id));
      },
    });
  }

  async #readAgain(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const found = ids.map((id) => this.api.ask(OneMessageDocument, { id }).catch(() => undefined));
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
