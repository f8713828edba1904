import { v7 as newId } from 'uuid';
import { z } from 'zod';
import type { Owner } from '../accounts/viewer.ts';
import type { ChangeJournal } from '../cache/change-journal.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { parseInput } from '../parse-input.ts';
import type { Memory } from './memory.ts';
import { memoryInput, namedMemory, namespaceName } from './memory-input.ts';
import type { MemoryService } from './memory-service.ts';
import type { Partitions } from './partitions/partitions.ts';
import type { Reading } from './reading.ts';
import { DEFAULT_NAMESPACE } from './store/default-namespace.ts';
import type { Deleted, MemoryToStore, MemoryWriteStore } from './store/memory-write-store.ts';

const MOST_AT_ONCE = 10_000;
/** How many memories of an owner who leaves are deleted by one statement: for so long other writers wait. */
const DELETED_AT_ONCE = 1_000;

/** How many memories that are over are looked for at a time. */
const SPENT_AT_ONCE = 5_000;

const batch = z.array(memoryInput).min(1, 'takes 1 to 10,000 memories').max(MOST_AT_ONCE, 'takes 1 to 10,000 memories');

/** Memories that are gone are named by nothing that is left, and new ones change the lists: so it is all of them. */
const CHANGED = ['Memory'];

/** The part of the memory service that stores and forgets. After each write the engine follows. */
export type Remembering = Pick<
  MemoryService,
  | 'remember'
  | 'rememberMany'
  | 'rememberParts'
  | 'forgetParts'
  | 'keep'
  | 'forget'
  | 'forgetAll'
  | 'forgetById'
  | 'forgetByIds'
  | 'forgetOrphans'
  | 'deleteSome'
  | 'sweep'
>;

export function createRemembering(deps: {
  memories: MemoryWriteStore;
  reading: Pick<Reading, 'byIds'>;
  partitions: Pick<Partitions, 'wrote'>;
  journal: ChangeJournal;
}): Remembering {
  const { memories, reading, partitions, journal } = deps;

  async function put(owner: Owner, inputs: readonly MemoryToStore[]): Promise<Memory[]> {
    const write = await memories.put(owner.id, [...lastOfEachKey(inputs)]);
    await journal.record(owner.id, CHANGED);
    await partitions.wrote(owner.id, write);
    return write.changes.map(({ memory }) => memory);
  }

  /** Answers how many memories the owner has lost: those that had expired were lost before. */
  async function afterDeleting(deleted: Deleted, owner: Owner): Promise<number> {
    await makeKnown(deleted, owner);
    return deleted.alive;
  }

  async function makeKnown({ count }: Deleted, owner: Owner): Promise<void> {
    if (count === 0) return;
    await journal.record(owner.id, CHANGED);
    await partitions.wrote(owner.id);
  }

  return {
    async remember(owner, input) {
      const [memory] = await put(owner, [toStore(parseInput(memoryInput, input))]);
      if (!memory) throw new Error('A memory was stored, but not returned.');
      return memory;
    },
    async rememberMany(owner, inputs) {
      const { input } = parseInput(z.object({ input: batch }), { input: inputs });
      return put(owner, input.map(toStore));
    },
    ...rememberingParts({ memories, put, makeKnown }),
    async keep(owner, id, kept) {
      const [memory] = await reading.byIds(owner, [id]);
      if (!memory) throw new NotFoundError('memory');
      if (await memories.setKept(owner.id, id, kept)) {
        await journal.record(owner.id, CHANGED);
        return { ...memory, kept };
      }
      throw new ConflictError('This memory has no conversation that it could go with: forget it instead.');
    },
    async forget(owner, rawNamespace, rawKey) {
      const { namespace, key } = parseInput(namedMemory, { namespace: rawNamespace, key: rawKey });
      return (await afterDeleting(await memories.deleteKey(owner.id, namespace, key), owner)) > 0;
    },
    async forgetAll(owner, rawNamespace) {
      const { namespace } = parseInput(z.object({ namespace: namespaceName }), { namespace: rawNamespace });
      return afterDeleting(await memories.deleteNamespace(owner.id, namespace), owner);
    },
    async forgetByIds(owner, ids) {
      return ids.length === 0 ? 0 : afterDeleting(await memories.deleteIds(owner.id, ids), owner);
    },
    async forgetById(owner, id) {
      const forgotten = await afterDeleting(await memories.deleteIds(owner.id, [id]), owner);
      if (forgotten === 0) throw new NotFoundError('memory');
    },
    async forgetOrphans(owner) {
      const deleted = await memories.deleteOrphans(owner.id);
      await makeKnown(deleted, owner);
      return { count: deleted.alive, ids: deleted.ids };
    },
    async deleteSome(owner) {
      const deleted = await memories.deleteSome(owner.id, DELETED_AT_ONCE);
      await afterDeleting(deleted, owner);
      return deleted.count;
    },
    sweep: () => sweep(deps),
  };
}

/** Deletes what is over, owner by owner, so that nobody who writes waits for more than the deletion of their own. */
async function sweep({
  memories,
  partitions,
  journal,
}: Pick<Parameters<typeof createRemembering>[0], 'memories' | 'partitions' | 'journal'>): Promise<void> {
  for (let gone = SPENT_AT_ONCE; gone >= SPENT_AT_ONCE; ) {
    gone = 0;
    // A deletion of a conversation that was cut short leaves orphans: they are among them.
    for (const spent of await memories.spent(SPENT_AT_ONCE)) {
      const { count, alive } = await memories.deleteSpent(spent);
      gone += count;
      // What has expired was lost to its owner before.
      if (alive > 0) await journal.record(spent.ownerId, CHANGED);
      if (count > 0) await partitions.wrote(spent.ownerId);
    }
  }
}

/** What is done with the parts of documents. */
function rememberingParts({
  memories,
  put,
  makeKnown,
}: {
  memories: Pick<MemoryWriteStore, 'deleteParts'>;
  put: (owner: Owner, inputs: readonly MemoryToStore[]) => Promise<unknown>;
  makeKnown: (deleted: Deleted, owner: Owner) => Promise<void>;
}): Pick<Remembering, 'rememberParts' | 'forgetParts'> {
  return {
    async rememberParts(owner, documentId, inputs) {
      const { input } = parseInput(z.object({ input: batch }), { input: inputs });
      await put(
        owner,
        input.map((each) => ({ ...toStore(each), documentId })),
      );
    },
    async forgetParts(owner, documentId) {
      const deleted = await memories.deleteParts(owner.id, documentId, DELETED_AT_ONCE);
      await makeKnown(deleted, owner);
      return deleted.count;
    },
  };
}

function toStore(input: z.infer<typeof memoryInput>): MemoryToStore {
  // Ids made in a row stand beside each other in indexes, so that a batch writes a quarter fewer pages.
  const id = newId();
  return {
    id,
    namespace: input.namespace ?? DEFAULT_NAMESPACE,
    key: input.key ?? id,
    content: input.content,
    group: input.group ?? null,
    tags: [...new Set(input.tags ?? [])],
    metadata: input.metadata ?? null,
    expiresAt: input.expiresAt ?? null,
    documentId: null,
  };
}

function lastOfEachKey(memories: readonly MemoryToStore[]): Iterable<MemoryToStore> {
  return new Map(memories.map((memory) => [JSON.stringify([memory.namespace, memory.key]), memory])).values();
}
