import { randomUUID } from 'node:crypto';
import type { Owner } from '../../accounts/viewer.ts';
import { formatModelName } from '../../config/model-name.ts';
import { LexError } from '../../errors.ts';
import type { MemoryService } from '../../memory/memory-service.ts';
import type { Completion, CompletionEvent } from '../../models/completion.ts';
import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { ModelContexts } from '../../models/contexts/model-contexts.ts';
import { PromptTooLongError, RefusedInputError, UnknownModelError } from '../../models/failures/model-error.ts';
import type { Model, RecalledMemory } from '../../models/model.ts';
import type { Models } from '../../models/models.ts';
import { textOfContent } from '../../models/prompt/completion-texts.ts';
import type { AnsweredCompletion, AnswerStep } from './answered-completion.ts';
import type { CallWishes } from './call-wishes.ts';
import { newestQuestion } from './completion-message.ts';
import type { CompletionRequest } from './completion-request.ts';
import { findModel, modelNotFound } from './find-model.ts';
import { recall, recalledFor } from './recalled-for.ts';
import { timeLimit } from './time-limit.ts';

/** As long as an attempt at a reply may take, unless models may be silent for longer. */
export const LEAST_TIME_LIMIT_MS = 15 * 60_000;

interface Deps {
  readonly models: Models;
  readonly contexts: ModelContexts;
  readonly memory: MemoryService;
}

/** What is asked, by whom. */
export interface AskedCompletion {
  readonly owner: Owner;
  readonly request: CompletionRequest;
  readonly wishes: CallWishes;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/**
 * Answers a completion by a call of the model, of which nothing is kept. The call ends with its signal, and when it
 * takes too long.
 *
 * @throws {LexError} when there is no such model
 */
export async function completeDirectly(
  { models, contexts, memory }: Deps,
  { owner, request, wishes, signal }: AskedCompletion,
): Promise<AnsweredCompletion> {
  const model = findModel(models, request.model);
  const context = await contexts.of(model.name);
  const question = textOfContent(newestQuestion(request) ?? '');
  const recalled = wishes.recalls ? await recalledFor(memory, owner, { question, context }) : [];
  const { system, messages, tools, toolChoice, settings } = request;
  const look = async (query: string, limit: number): Promise<readonly RecalledMemory[]> =>
    wishes.recalls ? recall(memory, owner, { query, limit }) : [];
  const completion = { system, messages, tools, toolChoice, settings, recalled, recall: look };
  const timeLimitMs = models.timeLimitMs(LEAST_TIME_LIMIT_MS);
  return {
    id: randomUUID(),
    model: formatModelName(model.name),
    conversationId: undefined,
    events: answer(model, { completion, context, ownerId: owner.id, signal, timeLimitMs }),
  };
}

interface Call {
  readonly completion: Completion;
  readonly context: ModelContext;
  readonly ownerId: string;
  readonly signal: AbortSignal;
  readonly timeLimitMs: number;
}

async function* answer(
  model: Model,
  { completion, context, ownerId, signal, timeLimitMs }: Call,
): AsyncGenerator<AnswerStep> {
  const call = timeLimit(timeLimitMs, signal, () => tookTooLong(timeLimitMs));
  const payer = { ownerId, use: 'REPLY' } as const;
  let estimate = 0;
  try {
    for await (const event of model.complete(completion, { payer, signal: call.signal })) {
      if (event.kind === 'end') {
        const { inputTokens = context.tokensOfCompletion(completion), outputTokens = Math.ceil(estimate) } = event;
        yield { ...event, inputTokens, outputTokens };
      } else {
        estimate += context.mostTokensOf(textOf(event));
        yield event;
      }
    }
  } catch (error) {
    throw asRefusal(error);
  } finally {
    call.end();
  }
}

function textOf(event: Exclude<CompletionEvent, { kind: 'end' }>): string {
  return event.kind === 'tool-call' ? event.arguments : event.text;
}

function tookTooLong(timeLimitMs: number): LexError {
  return new LexError('UNAVAILABLE', `The answer took longer than ${timeLimitMs / 60_000} minutes, and was ended.`);
}

/** The client has to ask for something else, where another server could do no better. */
function asRefusal(error: unknown): unknown {
  if (error instanceof PromptTooLongError) {
    const reason = 'context_length_exceeded';
    return new LexError('BAD_USER_INPUT', error.message, { cause: error.cause, param: 'messages', reason });
  }
  if (error instanceof UnknownModelError) return modelNotFound(error.message);
  return error instanceof RefusedInputError ? new LexError('BAD_USER_INPUT', error.message) : error;
}
