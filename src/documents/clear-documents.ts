import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { RepeatedWork } from '../time/repeat-every.ts';
import type { Schedules } from '../time/schedules.ts';
import type { Document } from './document.ts';
import type { DocumentStore } from './document-store.ts';

/** Clears away what is left of documents that nobody is shown any more. */
export interface Clearing {
  /** Forgets the parts of a document that was let go or has failed, and deletes its row if it was let go. */
  clear(document: Pick<Document, 'id' | 'ownerId'>): Promise<void>;
  /** Does so with some documents of an owner or, left out, of all. */
  clearSome(ownerId?: string): Promise<void>;
}

const EVERY_MS = 60_000;
const AT_ONCE = 100;

export function createClearing(deps: {
  documents: Pick<DocumentStore, 'remove' | 'toClear'>;
  memory: Pick<MemoryService, 'forgetParts'>;
}): Clearing {
  const { documents, memory } = deps;
  async function clear({ id, ownerId }: Pick<Document, 'id' | 'ownerId'>): Promise<void> {
    // Some at a time, since nobody else remembers anything meanwhile.
    while ((await memory.forgetParts({ id: ownerId }, id)) > 0);
    await documents.remove(id);
  }

  return {
    clear,
    async clearSome(ownerId) {
      for (const document of await documents.toClear(AT_ONCE, ownerId)) await clear(document);
    },
  };
}

/** Clears away by itself what a process that has died, or a job that has failed, has left. */
export function startClearing(deps: { clearing: Clearing; schedules: Schedules; log: Logger }): RepeatedWork {
  const { clearing, schedules, log } = deps;
  return schedules.repeat({
    name: 'documents that left',
    does: 'Forgets the parts of documents that were deleted, were replaced or could not be read.',
    everyMs: EVERY_MS,
    work: () => clearing.clearSome(),
    failed: (error) => log.warn({ reason: messageOf(error) }, 'what is left of documents could not be cleared away'),
  });
}
