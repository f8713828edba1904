import { formatModelName } from '../../config/config.ts';
import type { JobKindDefinition, JobRun } from '../../jobs/job-kind.ts';
import type { EmbeddingModel } from '../../models/embeddings.ts';
import { RefusedInputError } from '../../models/model.ts';
import { embedTask } from './embed-task.ts';
import { quantise } from './quantised-vector.ts';
import type { Embedding, UnembeddedMemory, VectorStore } from './vector-store.ts';

/** What came of it; the owner of the job sees it. */
interface Embedded {
  /** Memories that got a vector. */
  readonly embedded: number;
  /** Those that the model took no vector of: they are found by their words alone. */
  readonly refused: number;
}

/** Memories in one call, and in one change of the record. */
const BATCH = 64;

/**
 * Makes vectors of an owner's memories that lack one of the model in use, batch by batch. What is done is told by the rows,
 * so it can be broken off and begun again anywhere.
 *
 * @param deps.model undefined: there is nothing to do, and a job of an earlier time ends at once
 * @param deps.changed tells the engines that the record was changed
 */
export function createEmbedJob(deps: {
  vectors: VectorStore;
  model: EmbeddingModel | undefined;
  changed(): Promise<void>;
}): JobKindDefinition<object> {
  const { vectors, model, changed } = deps;

  async function handle(_: object, { job: { ownerId }, signal, progress }: JobRun): Promise<Embedded> {
    let embedded = 0;
    let refused = 0;
    if (!model) return { embedded, refused };
    const name = formatModelName(model.name);
    let total = await vectors.countLacking(ownerId, name);
    for (let done = 0; ; ) {
      signal.throwIfAborted();
      const memories = await vectors.lacking(ownerId, name, BATCH);
      if (memories.length === 0) return { embedded, refused };
      const embeddings = await embed(model, memories, signal);
      await vectors.put(name, embeddings);
      await changed();
      const made = embeddings.filter(({ vector }) => vector).length;
      embedded += made;
      refused += embeddings.length - made;
      done += memories.length;
      // More may have been remembered since.
      total = Math.max(total, done);
      await progress((done / total) * 99, `${done} of ${total} memories have been given vectors`);
    }
  }

  return { ...embedTask, handle };
}

/** A text that is refused must not hold up the others: then each is asked for by itself. */
async function embed(
  model: EmbeddingModel,
  memories: readonly UnembeddedMemory[],
  signal: AbortSignal,
): Promise<Embedding[]> {
  try {
    const vectors = await model.embed(
      memories.map(({ content }) => content),
      { signal },
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
      ...(await embed(model, memories.slice(0, middle), signal)),
      ...(await embed(model, memories.slice(middle), signal)),
    ];
  }
}
