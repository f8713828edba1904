import type { AttachmentService } from '../chat/attachments/attachment-service.ts';
import { BadUserInputError } from '../errors.ts';
import type { ArrangedMessage } from './arranging/arrange-conversation.ts';
import type { FilesOfMessages } from './import-store.ts';
import type { ReadArchive } from './reading/archive.ts';

/** Files that were kept for messages which are to be stored. */
export interface KeptFiles {
  readonly bySourceId: FilesOfMessages;
  /** How many weren't in the archive, or are nothing that may be attached. */
  readonly leftOut: number;
  /** Takes them back: no message gets them. */
  discard(): Promise<void>;
}

/**
 * Keeps the files of messages, as if they were uploaded: each is looked at as those are, and goes after a day unless
 * its message is stored, so that an import which dies in between leaves nothing.
 *
 * @throws {LexError} BUDGET_EXCEEDED when their owner has no room for them; then none is kept
 */
export type KeepFiles = (
  ownerId: string,
  messages: readonly ArrangedMessage[],
  from: { readonly archive: Pick<ReadArchive, 'attachment'>; readonly signal: AbortSignal },
) => Promise<KeptFiles>;

export function createKeepFiles(attachments: Pick<AttachmentService, 'limits' | 'upload' | 'discard'>): KeepFiles {
  const { most, maxBytes } = attachments.limits;

  return async (ownerId, messages, { archive, signal }) => {
    const bySourceId = new Map<string, readonly string[]>();
    const kept: string[] = [];
    let leftOut = 0;
    const discard = () => attachments.discard(kept);

    /** @returns undefined for what can't be attached */
    async function keep({ id, name }: ArrangedMessage['files'][number]): Promise<string | undefined> {
      signal.throwIfAborted();
      const bytes = await archive.attachment(id, maxBytes);
      if (!bytes) return undefined;
      try {
        return (await attachments.upload(ownerId, { name, bytes })).id;
      } catch (error) {
        if (error instanceof BadUserInputError) return undefined;
        throw error;
      }
    }

    try {
      for (const { sourceId, files } of messages) {
        const ids: string[] = [];
        for (const file of files.slice(0, most)) {
          const id = await keep(file);
          if (id === undefined) continue;
          ids.push(id);
          kept.push(id);
        }
        leftOut += files.length - ids.length;
        if (ids.length > 0) bySourceId.set(sourceId, ids);
      }
    } catch (error) {
      await discard().catch(() => undefined);
      throw error;
    }
    return { bySourceId, leftOut, discard };
  };
}
