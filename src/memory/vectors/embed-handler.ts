import { formatModelName } from '../../config/model-name.ts';
import type { Job } from '../../jobs/job.ts';
import type { AttemptContext, JobHandler } from '../../jobs/job-kind.ts';
import type { EmbeddingModel } from '../../models/embeddings.ts';
import { RefusedInputError } from '../../models/failures/model-error.ts';
import type { MemoryService } from '../memory-service.ts';
import { embedTask } from './embed-task.ts';
import { quantise } from './quantised-vector.ts';
import type { Embedding, UnembeddedMemory, VectorStore } from './vector-store.ts';

/** The result of the job, which its owner sees. */
interface Embedded {
  /** Memories that got a vector. */
  readonly embedded: number;
  /** Memories of which the model makes no vector: they are found by their words alone. */
  readonly refused: number;
}

/** Memories in one call of the model, and in one change of the database. */
const BATCH = 64;

/**
 * Makes vectors of an owner's memories that lack one of the model in use, batch by batch. The rows tell what is done,
 * so an attempt may end anywhere and the next goes on.
 *
 * @param deps.model undefined: there is nothing to do, and a job of an earlier configuration ends at once
 * @param deps.memory told that the database was changed
 */
export function createEmbedHandler(deps: {
  vectors: VectorStore;
  model: EmbeddingModel | undefined;
  memory: Pick<MemoryService, 'changed'>;
}): JobHandler<object, 'EMBED_MEMORIES'> {
  const { vectors, model, memory } = deps;

  async function embedAll({ id: jobId, ownerId }: Job, { signal, progress }: AttemptContext): Promise<Embedded> {
    let embedded = 0;
    let refused = 0;
    if (!model) return { embedded, refused };
    const name = formatModelName(model.name);
    let total = await vectors.countLacking(ownerId, name);
    for (let done = 0; ; ) {
      signal.throwIfAborted();
      const memories = await vectors.lacking(ownerId, name, BATCH);
      if (memories.length === 0) return { embedded, refused };
      const payer = { ownerId, use: 'EMBEDDING' } as const;
      const embeddings = await embed(model, memories, { signal, payer, about: { jobId } });
      await vectors.put(ownerId, name, embeddings);
      await memory.changed(ownerId);
      const made = embeddings.filter(({ vector }) => vector).length;
      embedded += made;
      refused += embeddings.length - made;
      done += memories.length;
      // More may have been remembered since.
      total = Math.max(total, done);
      await progress((done / total) * 99, `${done} of ${total} memories have been given vectors`);
    }
  }

  return { task: embedTask, start: (job) => ({ run: (_, context) => embedAll(job, context) }) };
}

/** Halves a batch that is refused until the refused text stands alone, so that it doesn't hold up the others. */
async function embed(
  model: EmbeddingModel,
  memories: readonly UnembeddedMemory[],
  options: Parameters<EmbeddingModel['embed']>[1],
): Promise<Embedding[]> {
  try {
    const vectors = await model.embed(
      memories.map(({ content }) => content),
      options,
    );
    return memories.map((memory, at) => {
      const vector = vectors[at];
      return { memory, vector: vector && quantise(vector) };
    });
  } catch (error) {
    if (!(error instanceof RefusedInputError)) throw error;
    const [only, ...others] = memories;
    if (only && others.length === 0) return [{ memory: only, vector: undefined }];
    const middle = Math.ceil(memories.length / 2);
    return [
      ...(await embed(model, memories.slice(0, middle), options)),
      ...(await embed(model, memories.slice(middle), options)),
    ];
  }
}
