import type { Owner } from '../accounts/viewer.ts';
import type { ReplyService } from '../chat/replies/reply-service.ts';
import type { TurnService } from '../chat/turns/turn-service.ts';
import { UnavailableError } from '../errors.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { ModelContexts } from '../models/contexts/model-contexts.ts';
import type { EmbeddingModel } from '../models/embeddings.ts';
import type { Models } from '../models/models.ts';
import type { StorageService } from '../usage/storage-service.ts';
import { type CallHeaders, readWishes } from './completions/call-wishes.ts';
import { chunksOf, wholeOf } from './completions/completion-form.ts';
import { readCompletionRequest } from './completions/completion-request.ts';
import { completeDirectly } from './completions/direct-completion.ts';
import { completeInConversation } from './completions/stored-completion.ts';
import { timeLimit } from './completions/time-limit.ts';
import { EMBEDDINGS_TIME_LIMIT_MS, embed } from './embeddings.ts';
import { readEmbeddingsRequest } from './embeddings-request.ts';
import { type ListedModel, listModel, listModels } from './listed-models.ts';

/** A completion whose request has been read. Nothing of it has begun. */
export interface PreparedCompletion {
  /** Whether it is kept as a message of a conversation. */
  readonly isKept: boolean;
  readonly isStreamed: boolean;
  /**
   * Begins it.
   *
   * @param signal aborts when nobody waits for the answer any more
   * @throws {LexError} with OpenAI's name of the field in `param`, where it is one's fault
   */
  begin(owner: Owner, signal: AbortSignal): Promise<BegunCompletion>;
}

/** A completion that is being answered: its answer can be read once, in one of two forms. */
export interface BegunCompletion {
  /** The global id of the conversation that it is kept in. */
  readonly conversationId: string | undefined;
  /** The chunks of a stream. @throws {LexError} before the first or between two */
  chunks(): AsyncGenerator<object>;
  /** All of it. @throws {LexError} */
  whole(): Promise<object>;
}

/** Vectors whose request has been read. */
export interface PreparedEmbeddings {
  /** How many texts there are. */
  readonly texts: number;
  /** @throws {LexError} */
  begin(owner: Owner, signal: AbortSignal): Promise<object>;
}

/** What programs ask that speak OpenAI's API. Answers are objects of that API. */
export interface OpenAiService {
  /** The models to choose from, the default first, and the one for vectors. */
  models(): ListedModel[];
  /** @throws {LexError} NOT_FOUND */
  model(id: string): ListedModel;
  /** @throws {BadUserInputError} that names the field which is wrong */
  prepareCompletion(body: unknown, headers: CallHeaders): PreparedCompletion;
  /** @throws {BadUserInputError} that names the field which is wrong */
  prepareEmbeddings(body: unknown): PreparedEmbeddings;
}

export function createOpenAiService(deps: {
  readonly models: Models;
  readonly contexts: ModelContexts;
  readonly embeddings: EmbeddingModel | undefined;
  readonly memory: MemoryService;
  readonly turns: TurnService;
  readonly replies: ReplyService;
  readonly storage: StorageService;
}): OpenAiService {
  const { models, embeddings } = deps;
  return {
    models: () => listModels(models, embeddings),
    model: (id) => listModel(models, embeddings, id),
    prepareCompletion(body, headers) {
      const request = readCompletionRequest(body);
      const wishes = readWishes(request, headers);
      const { kept } = wishes;
      return {
        isKept: kept !== undefined,
        isStreamed: request.isStreamed,
        async begin(owner, signal) {
          const asked = { owner, request, wishes, signal };
          const answered = await (kept ? completeInConversation(deps, asked, kept) : completeDirectly(deps, asked));
          return {
            conversationId: answered.conversationId,
            chunks: () => chunksOf(answered, request),
            whole: () => wholeOf(answered),
          };
        },
      };
    },
    prepareEmbeddings(body) {
      const request = readEmbeddingsRequest(body);
      return {
        texts: request.texts.length,
        async begin(owner, signal) {
          const limit = timeLimit(EMBEDDINGS_TIME_LIMIT_MS, signal, () => new UnavailableError(TOO_SLOW));
          try {
            return await embed(embeddings, request, { owner, signal: limit.signal });
          } finally {
            limit.end();
          }
        },
      };
    },
  };
}

const TOO_SLOW = 'The vectors took too long: ask for fewer at a time.';
