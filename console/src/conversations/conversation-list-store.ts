import type { Api } from '../api/api.ts';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import {
  ConversationListChangesDocument,
  type ConversationListChangesSubscription,
  ConversationListDocument,
} from '../generated/graphql.ts';
import { type ListChange, withChange, withOlder } from './list-order.ts';
import { foundConversation, type ListedConversation, listedConversation } from './listed-conversation.ts';

/** Which conversations are listed. */
export interface WantedList {
  readonly archived: boolean;
  /** Words that the titles have, or that were said; empty: any. */
  readonly search: string;
}

/** The list as it is now. Each change makes another one. */
export interface ListState {
  readonly rows: readonly ListedConversation[];
  /** Whether the server was asked for conversations and has not answered yet. */
  readonly isReading: boolean;
  readonly hasMore: boolean;
  readonly error: ApiError | undefined;
}

interface Reading {
  /** The end of the page before; left out: the first page. */
  readonly after?: string | undefined;
  readonly first: number;
}

const PAGE = 30;
/** The server gives no more at once. */
const LARGEST_PAGE = 100;
/** How long a search that may have another result waits for further changes, in milliseconds. */
const SEARCH_AGAIN_MS = 500;

/**
 * The conversations of the viewer, the last spoken in first: read page by page, and kept current by what the server
 * tells for as long as somebody looks.
 */
export class ConversationListStore {
  readonly #api: Api;
  readonly #listeners = new Set<() => void>();
  readonly #goneListeners = new Set<(id: string) => void>();
  /** Those whose deletion can still be taken back. */
  readonly #hidden = new Set<string>();
  #wanted: WantedList = { archived: false, search: '' };
  #rows: readonly ListedConversation[] = [];
  #cursor: string | undefined;
  #state: ListState = { rows: [], isReading: true, hasMore: false, error: undefined };
  /** The number of the last reading: of an earlier one the answer isn't wanted any more. */
  #reading = 0;
  /** What was told since that reading began: its answer may be from before. */
  #toldMeanwhile: ListChange[] = [];
  #following: AbortController | undefined;
  #readAgain: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  get state(): ListState {
    return this.#state;
  }

  /** Calls back on each change; with the first listener the list is read and followed. @returns what ends that */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#following) this.#follow();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  /** Calls back with each conversation that was deleted on any device. @returns what ends that */
  onGone(listener: (id: string) => void): () => void {
    this.#goneListeners.add(listener);
    return () => this.#goneListeners.delete(listener);
  }

  /** Lists others. Those of before stay until the answer is there, unless none of them can be in it. */
  want(wanted: WantedList): void {
    if (wanted.archived === this.#wanted.archived && wanted.search === this.#wanted.search) return;
    if (wanted.archived !== this.#wanted.archived) this.#rows = [];
    this.#wanted = wanted;
    if (this.#following) void this.#read({ first: PAGE });
  }

  /** Reads the next page, if there is one and nothing is being read. Who goes far gets larger ones. */
  more(): void {
    if (this.#state.isReading || !this.#state.hasMore || this.#state.error) return;
    void this.#read({ after: this.#cursor, first: this.#pageSize() });
  }

  /**
   * Reads again what is listed, as far as one page of the server goes. The rest is dropped, for nobody knows what has
   * become of it, and read when it is wanted.
   */
  readonly again = (): void => {
    void this.#read({ first: this.#pageSize() });
  };

  /** Takes a change that was made here, without waiting until the server tells of it. */
  change(change: ListChange): void {
    this.#toldMeanwhile.push(change);
    this.#merge(change);
    this.#show({});
  }

  hide(id: string): void {
    this.#hidden.add(id);
    this.#show({});
  }

  unhide(id: string): void {
    this.#hidden.delete(id);
    this.#show({});
  }

  #follow(): void {
    this.#following = new AbortController();
    this.#api.follow(ConversationListChangesDocument, () => ({}), {
      signal: this.#following.signal,
      next: (told) => this.#told(told),
      began: this.again,
      failed: (error) => this.#show({ error }),
    });
    this.again();
  }

  #stop(): void {
    this.#following?.abort();
    this.#following = undefined;
    clearTimeout(this.#readAgain);
    this.#readAgain = undefined;
  }

  #told({ conversationsChanged: { kind, id, conversation } }: ConversationListChangesSubscription): void {
    if (kind !== 'GONE' && conversation) this.change({ kind, id, conversation: listedConversation(conversation) });
    if (kind !== 'GONE') return;
    this.change({ kind, id });
    this.#hidden.delete(id);
    for (const listener of [...this.#goneListeners]) listener(id);
  }

  #merge(change: ListChange): void {
    const { archived, search } = this.#wanted;
    const before = this.#rows.find(({ id }) => id === change.id);
    if (search && change.kind !== 'GONE') {
      // Only the server knows which titles and messages have these words.
      this.#searchAgain();
      if (!before) return;
    }
    this.#rows = withChange(this.#rows, keepFound(change, before), { archived, hasMore: this.#state.hasMore });
  }

  /** A time that runs isn't put off, so that changes without end can't keep the list from being read. */
  #searchAgain(): void {
    this.#readAgain ??= setTimeout(() => {
      this.#readAgain = undefined;
      if (this.#wanted.search) void this.#read({ first: PAGE });
    }, SEARCH_AGAIN_MS);
  }

  async #read({ after, first }: Reading): Promise<void> {
    const reading = ++this.#reading;
    this.#toldMeanwhile = [];
    this.#show({ isReading: true });
    const { archived, search } = this.#wanted;
    try {
      const variables = { first, after, archived, search: search || undefined };
      const { conversations } = await this.#api.ask(ConversationListDocument, variables);
      if (reading !== this.#reading) return;
      const read = conversations.edges.map(foundConversation);
      this.#rows = after === undefined ? read : withOlder(this.#rows, read);
      this.#cursor = conversations.pageInfo.endCursor ?? undefined;
      for (const change of this.#toldMeanwhile) this.#merge(change);
      this.#show({ isReading: false, hasMore: conversations.pageInfo.hasNextPage, error: undefined });
    } catch (cause) {
      if (reading === this.#reading) this.#show({ isReading: false, error: apiErrorOf(cause) });
    }
  }

  #pageSize(): number {
    return Math.min(Math.max(this.#rows.length, PAGE), LARGEST_PAGE);
  }

  #show(state: Partial<Omit<ListState, 'rows'>>): void {
    const rows = this.#hidden.size > 0 ? this.#rows.filter(({ id }) => !this.#hidden.has(id)) : this.#rows;
    this.#state = { ...this.#state, ...state, rows };
    for (const listener of [...this.#listeners]) listener();
  }
}

/** What was found in a conversation stays in sight until the list is read again: changes don't tell of it. */
function keepFound(change: ListChange, before: ListedConversation | undefined): ListChange {
  if (change.kind === 'GONE' || !before?.found) return change;
  return { ...change, conversation: { ...change.conversation, found: before.found } };
}
