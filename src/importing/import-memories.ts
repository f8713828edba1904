import type { Owner } from '../accounts/viewer.ts';
import { BadUserInputError } from '../errors.ts';
import type { MemoryInput } from '../memory/memory.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { LeftOutReport } from './arranging/left-out.ts';
import { readInstant } from './formats/found-conversation.ts';
import type { FoundMemory } from './formats/lex.ts';

/** How many are stored at once. */
const BATCH = 200;

/** Takes over the memories of an archive: those whose names are free. What is remembered already stays as it is. */
export function createMemoryImport({
  owner,
  memory,
  report,
}: {
  readonly owner: Owner;
  readonly memory: Pick<MemoryService, 'byNames' | 'rememberMany'>;
  readonly report: LeftOutReport;
}) {
  const counts = { added: 0, unchanged: 0 };
  let waiting: (MemoryInput & { readonly namespace: string; readonly key: string; readonly where: string })[] = [];

  async function store(): Promise<void> {
    const batch = waiting;
    waiting = [];
    const known = await memory.byNames(owner, batch);
    const fresh = batch.filter((_, index) => !known[index]);
    counts.unchanged += batch.length - fresh.length;
    if (fresh.length === 0) return;
    try {
      counts.added += (await memory.rememberMany(owner, fresh)).length;
    } catch (error) {
      if (!(error instanceof BadUserInputError)) throw error;
      for (const one of fresh) await storeOne(one);
    }
  }

  /** One that can't be stored, such as one that has expired, holds back no others. */
  async function storeOne({ where, ...one }: (typeof waiting)[number]): Promise<void> {
    try {
      counts.added += (await memory.rememberMany(owner, [one])).length;
    } catch (error) {
      if (!(error instanceof BadUserInputError)) throw error;
      report.add('MEMORY', where);
    }
  }

  return {
    counts,
    async take({ expiresAt, ...found }: FoundMemory, where: string): Promise<void> {
      waiting.push({ ...found, expiresAt: readInstant(expiresAt), where });
      if (waiting.length >= BATCH) await store();
    },
    /** Stores those that still wait. */
    async end(): Promise<void> {
      if (waiting.length > 0) await store();
    },
  };
}
