import type { Owner } from '../../accounts/viewer.ts';
import { encodeGlobalId } from '../../global-id.ts';
import type { Job } from '../../jobs/job.ts';
import type { JobHandler } from '../../jobs/job-kind.ts';
import { subjectOf } from '../../language/fact-subject.ts';
import type { ModelContexts } from '../../models/contexts/model-contexts.ts';
import type { Model, StreamOptions } from '../../models/model.ts';
import type { Models } from '../../models/models.ts';
import type { MemoryService } from '../memory-service.ts';
import { type ExtractFactsInput, extractFactsTask } from './extract-facts-task.ts';
import { EXTRACTED_NAMESPACE, type ExtractedFact, type ExtractionOutcome } from './extracted-fact.ts';
import type { ExtractionStore, SaidMessage } from './extraction-store.ts';
import { readFactsByModel } from './facts-from-model.ts';
import { newFacts } from './plan-extraction.ts';

/** The result of the job, which its owner sees. */
interface Extracted {
  readonly added: number;
  readonly replaced: number;
  /** Known already, or something newer is known. */
  readonly left: number;
  /** Looked like secrets. */
  readonly refused: number;
  /** Global ids of the memories that were added, or say something new. */
  readonly ids: readonly string[];
}

type FoundFact = Omit<ExtractedFact, 'source'>;

/** How many memories that have to do with the message the model is shown. */
const KNOWN = 8;

/**
 * Extracts facts from one message of a user: from their own words, and from nothing that was answered or recalled. An
 * attempt may end anywhere, since a fact that is remembered twice is one memory.
 */
export function createExtractFactsHandler(deps: {
  messages: ExtractionStore;
  models: Models;
  contexts: ModelContexts;
  memory: MemoryService;
}): JobHandler<ExtractFactsInput, 'DRAW_MEMORIES'> {
  const { messages, models, contexts, memory } = deps;

  async function extract(job: Job, input: ExtractFactsInput, signal: AbortSignal): Promise<Extracted> {
    const owner = { id: job.ownerId };
    const message = await messages.messageToRead(job.ownerId, input.messageId);
    if (!message) return summary([]);
    const source = { messageId: message.id, number: message.number, createdAt: message.createdAt };
    const outcomes: ExtractionOutcome[] = [];
    const asked = { signal, about: { messageId: message.id, jobId: job.id } };
    for (const fact of await findFacts(owner, message, models.resolve(input.model), asked)) {
      signal.throwIfAborted();
      outcomes.push(await memory.keepFact(owner, { ...fact, source }));
    }
    return summary(outcomes);
  }

  async function findFacts(
    owner: Owner,
    { id, content }: SaidMessage,
    model: Model,
    asked: StreamOptions,
  ): Promise<readonly FoundFact[]> {
    if (model.readFacts) {
      const [made = []] = await memory.bySourceMessages(owner, [id]);
      // Without those that the reply, or an earlier attempt, has remembered.
      const remembered = made.map((each) => each.content);
      return newFacts(model.readFacts(content), remembered);
    }
    const hits = await memory.recall(owner, { query: content, namespace: EXTRACTED_NAMESPACE, limit: KNOWN });
    const given = { message: content, known: hits.map((hit) => hit.memory), context: await contexts.of(model.name) };
    const payer = { ownerId: owner.id, use: 'EXTRACTION' } as const;
    const facts = await readFactsByModel(model, given, { payer, ...asked });
    // The subject follows from the words, whoever read the fact: so it takes the place of an earlier one about the
    // same.
    return facts.map((fact) => ({ ...fact, subject: subjectOf(fact.content) }));
  }

  return {
    task: extractFactsTask,
    timeLimitMs: models.timeLimitMs(extractFactsTask.timeLimitMs),
    start: (job) => ({ run: (input, { signal }) => extract(job, input, signal) }),
  };
}

function summary(outcomes: readonly ExtractionOutcome[]): Extracted {
  const count = (kind: ExtractionOutcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  const changed = outcomes.flatMap((outcome) =>
    outcome.kind === 'added' || outcome.kind === 'replaced' ? [outcome.memoryId] : [],
  );
  return {
    added: count('added'),
    replaced: count('replaced'),
    left: count('left'),
    refused: count('refused'),
    ids: [...new Set(changed)].map((id) => encodeGlobalId('Memory', id)),
  };
}
