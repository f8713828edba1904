import type { Viewer } from '../../accounts/viewer.ts';
import type { Database } from '../../database/database.ts';
import type { JobKindDefinition, JobRun } from '../../jobs/job-kind.ts';
import type { ModelContexts } from '../../models/contexts/model-contexts.ts';
import type { Fact } from '../../models/model.ts';
import type { Models } from '../../models/models.ts';
import type { MemoryService } from '../memory-service.ts';
import { type ExtractFactsInput, extractFactsTask } from './extract-facts-task.ts';
import { DRAWN_NAMESPACE, type DrawnFact, type DrawnOutcome } from './extracted-fact.ts';
import { readFactsByModel } from './facts-from-model.ts';
import { newFacts, PATTERN_MODEL } from './plan-extraction.ts';

/** What came of a message; the owner of the job sees it. */
interface Drawn {
  readonly added: number;
  readonly replaced: number;
  /** Known already, or known better by now. */
  readonly left: number;
  /** Looked like secrets. */
  readonly refused: number;
  /** Global ids of the memories that were added, or say something new. */
  readonly ids: readonly string[];
}

type FoundFact = Omit<DrawnFact, 'source'>;

/** So many memories that have to do with a message are shown to the model. */
const KNOWN = 8;

/**
 * Draws memories from one message of a user: from their own words, and from nothing that was answered or recalled. It
 * can begin again at any point, since what is kept twice is kept once.
 */
export function createDrawJob(deps: {
  database: Database;
  models: Models;
  contexts: ModelContexts;
  memory: MemoryService;
  readFacts(text: string): readonly Fact[];
  /** What a fact is about, where that can be told from its words: then it takes the place of the one before, whoever read that. */
  subjectOf(fact: string): string | undefined;
  globalId(memoryId: string): string;
}): JobKindDefinition<ExtractFactsInput> {
  const { models, contexts, memory, readFacts, subjectOf, globalId } = deps;
  const { prisma } = deps.database;

  async function handle({ messageId, model }: ExtractFactsInput, { job, signal }: JobRun): Promise<Drawn> {
    const viewer: Viewer = { id: job.ownerId, name: '', role: 'USER' };
    const message = await prisma.message.findFirst({
      where: { id: messageId, ownerId: viewer.id, role: 'USER' },
      include: { conversation: { select: { drawsMemories: true, owner: { select: { drawsMemories: true } } } } },
    });
    const isAllowed = message?.conversation.drawsMemories && message.conversation.owner.drawsMemories;
    if (!message || !isAllowed) return summary([], globalId);

    const source = { messageId, number: message.number, createdAt: message.createdAt };
    const outcomes: DrawnOutcome[] = [];
    for (const fact of await findFacts(viewer, message, model, signal)) {
      signal.throwIfAborted();
      outcomes.push(await memory.keepFact(viewer, { ...fact, source }));
    }
    return summary(outcomes, globalId);
  }

  async function findFacts(
    viewer: Viewer,
    { id, content }: { id: string; content: string },
    model: string,
    signal: AbortSignal,
  ): Promise<readonly FoundFact[]> {
    if (model === PATTERN_MODEL) {
      const [made = []] = await memory.bySourceMessages(viewer, [id]);
      // What the reply kept already, or an earlier attempt at this.
      return newFacts(
        readFacts(content),
        made.map((each) => each.content),
      );
    }
    const hits = await memory.recall(viewer, { query: content, namespace: DRAWN_NAMESPACE, limit: KNOWN });
    const known = hits.map((hit) => hit.memory);
    const asked = models.resolve(model);
    const context = await contexts.of(asked.name);
    const given = { message: content, known, context };
    const facts = await readFactsByModel(asked, given, { signal, about: { messageId: id } });
    return facts.map((fact) => ({ ...fact, subject: subjectOf(fact.content) }));
  }

  return {
    ...extractFactsTask,
    timeLimitMs: models.timeLimitMs(extractFactsTask.timeLimitMs),
    handle,
  };
}

function summary(outcomes: readonly DrawnOutcome[], globalId: (memoryId: string) => string): Drawn {
  const count = (kind: DrawnOutcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  const changed = outcomes.flatMap((outcome) =>
    outcome.kind === 'added' || outcome.kind === 'replaced' ? [outcome.memoryId] : [],
  );
  return {
    added: count('added'),
    replaced: count('replaced'),
    left: count('left'),
    refused: count('refused'),
    ids: [...new Set(changed)].map(globalId),
  };
}
