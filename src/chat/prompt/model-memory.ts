import type { RecallHit } from '../../memory/memory.ts';
import type { MemoryService } from '../../memory/memory-service.ts';
import type { DocumentSource, ModelMemory, RecalledMemory } from '../../models/model.ts';
import type { Branch } from './branch.ts';

const MEMORIES_FOR_A_REPLY = 8;

/** What a question recalls, best first. */
export function recallFor(memory: MemoryService, ownerId: string, question: string): Promise<RecallHit[]> {
  return memory.recall({ id: ownerId }, { query: question, limit: MEMORIES_FOR_A_REPLY, isMessage: true });
}

/** Numbers the hits that are parts of documents. */
export interface SourceNumbers {
  sourceOf(hit: RecallHit): DocumentSource | undefined;
}

/** A hit as models take it. */
export function asRecalled(hit: RecallHit, sources: SourceNumbers): RecalledMemory {
  const { memory, score, reasons } = hit;
  return { id: memory.id, content: memory.content, score, reasons, source: sources.sourceOf(hit) };
}

/**
 * The owner's memory for the model that answers one message.
 *
 * @param remembered a list that gets every fact which the model asks to keep
 * @param sources numbers what the model recalls from documents
 */
export function createModelMemory(
  memory: MemoryService,
  ownerId: string,
  {
    branch,
    recalled,
    remembered,
    sources,
  }: { branch: Branch; recalled: readonly RecalledMemory[]; remembered: string[]; sources: SourceNumbers },
): ModelMemory {
  const owner = { id: ownerId };
  return {
    recalled,
    keepsUnasked: branch.drawsMemories,
    async recall(query, limit) {
      const hits = await memory.recall(owner, { query, limit, isMessage: true });
      return hits.map((hit) => asRecalled(hit, sources));
    },
    async remember(fact) {
      // A fact's key follows from its content, so a second attempt at this reply finds the fact and adds no other.
      const { kind } = await memory.keepFact(owner, { ...fact, source: branch.question });
      remembered.push(fact.content);
      return kind === 'refused' ? 'refused' : 'remembered';
    },
    async forget(ids) {
      await memory.forgetByIds(owner, ids);
    },
  };
}
