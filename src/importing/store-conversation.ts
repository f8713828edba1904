import { ConflictError, LexError } from '../errors.ts';
import type { ArrangedConversation } from './arranging/arrange-conversation.ts';
import type { ImportStore } from './import-store.ts';
import type { KeepFiles } from './keep-files.ts';
import type { ReadArchive } from './reading/archive.ts';

/** What came of storing a conversation. */
export type StoredConversation =
  /** It is new, has messages that it had not, or is as it was; with how many messages were added. */
  | {
      readonly kind: 'added' | 'extended' | 'unchanged';
      readonly conversationId: string;
      readonly messages: number;
      /** How many files of these messages were not in the archive, or are nothing that may be attached. */
      readonly filesLeftOut: number;
    }
  /** Its owner may store no more; nothing of it is. */
  | { readonly kind: 'noRoom' };

/** Stores what of a conversation isn't stored yet. */
export type StoreConversation = (
  ownerId: string,
  conversation: ArrangedConversation,
  from: { readonly archive: Pick<ReadArchive, 'attachment'>; readonly signal: AbortSignal },
) => Promise<StoredConversation>;

/** So often may another import store the same at the same moment. */
const MOST_TRIES = 5;

export function createStoreConversation(deps: {
  readonly store: ImportStore;
  /** Tells that an owner is about to store these texts. @throws {LexError} BUDGET_EXCEEDED when there is no room */
  readonly takeRoom: (ownerId: string, texts: readonly (string | undefined)[]) => Promise<void> | undefined;
  /** Makes known that a conversation has been stored, or has more messages. */
  readonly announce: (ownerId: string, id: string, isNew: boolean) => Promise<void>;
  /** Keeps files of messages. */
  readonly keepFiles: KeepFiles;
}): StoreConversation {
  const { store, takeRoom, announce, keepFiles } = deps;

  /** @returns undefined when another import was faster */
  async function once(
    ownerId: string,
    conversation: ArrangedConversation,
    from: Parameters<StoreConversation>[2],
  ): Promise<StoredConversation | undefined> {
    const { source, sourceId, systemPrompt, messages } = conversation;
    const known = await store.find(ownerId, source, sourceId);
    const { messageIds } = known ?? {};
    const fresh = known ? messages.filter((each) => messageIds && !messageIds.has(each.sourceId)) : messages;
    if (known && fresh.length === 0) {
      return { kind: 'unchanged', conversationId: known.conversationId, messages: 0, filesLeftOut: 0 };
    }
    await takeRoom(ownerId, [
      ...fresh.flatMap(({ content, reasoning }) => (reasoning ? [content, reasoning] : [content])),
      ...(known ? [] : [systemPrompt]),
    ]);
    const files = await keepFiles(ownerId, fresh, from);
    const done = { messages: fresh.length, filesLeftOut: files.leftOut };
    if (!known) {
      const id = await store.add(ownerId, conversation, files.bySourceId);
      if (id === undefined) return files.discard().then(() => undefined);
      await announce(ownerId, id, true);
      return { kind: 'added', conversationId: id, ...done };
    }
    if (!(await store.extend(ownerId, known, fresh, files.bySourceId))) return files.discard().then(() => undefined);
    await announce(ownerId, known.conversationId, false);
    return { kind: 'extended', conversationId: known.conversationId, ...done };
  }

  return async (ownerId, conversation, from) => {
    try {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        from.signal.throwIfAborted();
        const stored = await once(ownerId, conversation, from);
        if (stored) return stored;
      }
    } catch (error) {
      if (error instanceof LexError && error.code === 'BUDGET_EXCEEDED') return { kind: 'noRoom' };
      throw error;
    }
    throw new ConflictError('The same conversations are imported elsewhere: try again when that has ended.');
  };
}
