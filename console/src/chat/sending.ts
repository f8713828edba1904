import type { Api } from '../api/api.ts';
import { apiErrorOf } from '../api/api-error.ts';
import type { AttachedFile } from '../attachments/attached-file.ts';
import { type ChatInput, SendDocument, type ThreadConversationFragment } from '../generated/graphql.ts';
import type { ThreadMessage } from './message-tree.ts';
import { keepUnsent, readUnsent, type UnsentMessage } from './outbox.ts';
import { placeOf } from './place.ts';

export interface SendingPlace {
  readonly api: Api;
  readonly userId: string;
  /** Undefined: the first message begins one. */
  readonly conversationId: string | undefined;
}

export interface SendingEvents {
  /** What is unsent is another than before. */
  changed(): void;
  /** The message that is followed by one of which nothing else is said; undefined at the beginning. */
  tip(): string | undefined;
  /** A message was taken: the conversation it is in, and what the user wrote and the reply to it. */
  sent(conversation: ThreadConversationFragment, messages: readonly ThreadMessage[]): void;
}

/** The messages of one conversation on their way to the server, one after the other, each with a key of its own. */
export class Sending {
  readonly #api: Api;
  readonly #userId: string;
  readonly #events: SendingEvents;
  #conversationId: string | undefined;
  #unsent: readonly UnsentMessage[];
  #isBusy = false;

  constructor({ api, userId, conversationId }: SendingPlace, events: SendingEvents) {
    this.#api = api;
    this.#userId = userId;
    this.#conversationId = conversationId;
    this.#events = events;
    this.#unsent = readUnsent(this.#place);
  }

  get unsent(): readonly UnsentMessage[] {
    return this.#unsent;
  }

  /** @param parentId what it follows; null: nothing; left out: the end of the branch when its turn comes */
  send(text: string, attachments: readonly AttachedFile[], parentId?: string | null): void {
    this.#set([...this.#unsent, newMessage(text, attachments, parentId)]);
    void this.#run();
  }

  /** Tries one again that the server refused, or that didn't reach it. */
  retry(key: string): void {
    this.#change(key, ({ error: _, ...unsent }) => ({ ...unsent, state: 'sending' }));
    void this.#run();
  }

  /** Tries those again that didn't reach the server. */
  retryUnreached(): void {
    const isUnreached = ({ state, error }: UnsentMessage) =>
      state === 'unsent' && (error === undefined || error.code === 'UNREACHABLE');
    for (const each of this.#unsent.filter(isUnreached)) this.retry(each.key);
  }

  /** Takes one back. */
  discard(key: string): UnsentMessage | undefined {
    const found = this.#unsent.find((each) => each.key === key);
    this.#set(this.#unsent.filter((each) => each !== found));
    return found;
  }

  async #run(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.#next(); next; next = this.#next()) await this.#sendOne(this.#placed(next));
    } finally {
      this.#isBusy = false;
    }
  }

  #next(): UnsentMessage | undefined {
    return this.#unsent.find(({ state }) => state === 'sending');
  }

  /** Decides what a message follows, before it is sent for the first time: each time must be the same. */
  #placed(message: UnsentMessage): UnsentMessage {
    if (message.isPlaced) return message;
    const placed = { ...message, parentId: this.#events.tip(), isPlaced: true };
    this.#change(message.key, () => placed);
    return placed;
  }

  async #sendOne(message: UnsentMessage): Promise<void> {
    try {
      const { chat } = await this.#api.change(SendDocument, { input: this.#inputOf(message) });
      keepUnsent(this.#place, []);
      this.#conversationId = chat.conversation.id;
      this.#set(this.#unsent.filter(({ key }) => key !== message.key));
      this.#events.sent(chat.conversation, [chat.message, chat.reply]);
    } catch (cause) {
      this.#change(message.key, (unsent) => ({ ...unsent, state: 'unsent', error: apiErrorOf(cause) }));
    }
  }

  #inputOf({ key, text, attachments, parentId }: UnsentMessage): ChatInput {
    return {
      message: text,
      idempotencyKey: key,
      ...(attachments.length > 0 && { attachments: attachments.map(({ id }) => ({ id })) }),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(this.#conversationId !== undefined && {
        conversationId: this.#conversationId,
        ...(parentId === null ? { asFirst: true } : { parentId }),
      }),
    };
  }

  get #place(): string {
    return placeOf(this.#userId, this.#conversationId);
  }

  #change(key: string, change: (message: UnsentMessage) => UnsentMessage): void {
    this.#set(this.#unsent.map((each) => (each.key === key ? change(each) : each)));
  }

  #set(unsent: readonly UnsentMessage[]): void {
    this.#unsent = unsent;
    keepUnsent(this.#place, unsent);
    this.#events.changed();
  }
}

function newMessage(
  text: string,
  attachments: readonly AttachedFile[],
  parentId: string | null | undefined,
): UnsentMessage {
  return { key: newKey(), text, attachments, parentId, isPlaced: parentId !== undefined, state: 'sending' };
}

/** A key that nobody else makes. Pages that came without encryption have no `crypto.randomUUID`. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
