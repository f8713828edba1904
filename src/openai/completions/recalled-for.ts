import type { Owner } from '../../accounts/viewer.ts';
import { beginning } from '../../language/graphemes.ts';
import type { MemoryService } from '../../memory/memory-service.ts';
import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { RecalledMemory } from '../../models/model.ts';

/** As many as for a reply of a conversation. */
const MEMORIES = 8;
const LONGEST_QUERY = 32_000;
/** How much of a memory is given, in UTF-16 units. */
const LONGEST_MEMORY = 2_000;
/** The share of a prompt that is for memories, as in conversations. */
const SHARE = 1 / 6;

/** Brings a user's memories to mind, best first. A text without a word brings none. */
export async function recall(
  memory: Pick<MemoryService, 'recall'>,
  owner: Owner,
  { query, limit }: { readonly query: string; readonly limit: number },
): Promise<RecalledMemory[]> {
  if (query.trim() === '') return [];
  const hits = await memory.recall(owner, { query: beginning(query, LONGEST_QUERY), limit, isMessage: true });
  return hits.map(({ memory: { id, content }, score, reasons }) => ({ id, content, score, reasons }));
}

/** What a question brings to mind, as far as a model has room for it beside the question. */
export async function recalledFor(
  memory: Pick<MemoryService, 'recall'>,
  owner: Owner,
  { question, context }: { readonly question: string; readonly context: ModelContext },
): Promise<RecalledMemory[]> {
  const hits = await recall(memory, owner, { query: question, limit: MEMORIES });
  const shortened = hits.map((hit) => ({ ...hit, content: beginning(hit.content, LONGEST_MEMORY) }));
  let left = context.promptTokens * SHARE;
  const fitting = shortened.findIndex(({ content }) => {
    left -= context.tokensOfMessage(content);
    return left < 0;
  });
  return fitting < 0 ? shortened : shortened.slice(0, fitting);
}
