import type { Viewer } from '../../accounts/viewer.ts';
import type { RecallHit } from '../../memory/memory.ts';
import type { MemoryService } from '../../memory/memory-service.ts';
import type { ModelMemory, RecalledMemory } from '../../models/model.ts';
import type { Branch } from './branch.ts';

/** Where LEX keeps what it is told, unless told otherwise. */
const NAMESPACE = 'default';
const MEMORIES_FOR_A_REPLY = 8;

/** What a question brings to mind, best first. */
export function recallFor(memory: MemoryService, viewer: Viewer, question: string): Promise<RecallHit[]> {
  return memory.recall(viewer, { query: question, namespace: NAMESPACE, limit: MEMORIES_FOR_A_REPLY, isMessage: true });
}

/** A hit as models take it. */
export function asRecalled({ memory: { id, content }, score, reasons }: RecallHit): RecalledMemory {
  return { id, content, score, reasons };
}

/**
 * The viewer's memory for the model that answers one message.
 *
 * @param remembered gets what the model keeps
 */
export function createModelMemory(
  memory: MemoryService,
  viewer: Viewer,
  { branch, recalled, remembered }: { branch: Branch; recalled: readonly RecalledMemory[]; remembered: string[] },
): ModelMemory {
  return {
    recalled,
    keepsUnasked: branch.drawsMemories,
    async recall(query, limit) {
      return (await memory.recall(viewer, { query, namespace: NAMESPACE, limit, isMessage: true })).map(asRecalled);
    },
    async remember(fact) {
      // What it is kept under follows from what it says, so a second attempt at this reply finds it there.
      const { kind } = await memory.keepFact(viewer, { ...fact, source: branch.question });
      remembered.push(fact.content);
      return kind === 'refused' ? 'refused' : 'remembered';
    },
    async forget(ids) {
      await memory.forgetByIds(viewer, ids);
    },
  };
}
