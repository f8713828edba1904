import type { ReplyService } from '../../chat/replies/reply-service.ts';
import type { TurnService } from '../../chat/turns/turn-service.ts';
import { formatModelName } from '../../config/model-name.ts';
import { BadUserInputError } from '../../errors.ts';
import { encodeGlobalId } from '../../global-id.ts';
import type { Models } from '../../models/models.ts';
import { mediaOf, textOfContent } from '../../models/prompt/completion-texts.ts';
import type { StorageService } from '../../usage/storage-service.ts';
import type { AnsweredCompletion } from './answered-completion.ts';
import type { Kept } from './call-wishes.ts';
import { newestQuestion } from './completion-message.ts';
import type { CompletionRequest } from './completion-request.ts';
import { type AskedCompletion, LEAST_TIME_LIMIT_MS } from './direct-completion.ts';
import { findModel } from './find-model.ts';
import { awaitReply, followedTooLong, followReply } from './followed-reply.ts';
import { timeLimit } from './time-limit.ts';

interface Deps {
  readonly models: Models;
  readonly turns: Pick<TurnService, 'send'>;
  readonly replies: Pick<ReplyService, 'stream'>;
  readonly storage: Pick<StorageService, 'take'>;
}

/**
 * Answers a completion as a message of a conversation. Message, reply and job are stored before this returns, and the
 * reply is written whatever becomes of the request: who asks again with the same key follows the same reply.
 *
 * A new conversation takes the system's text as its system prompt. In one that is there its own messages and system
 * prompt count, and of those that are sent only the newest is read.
 *
 * @throws {LexError} as {@link TurnService.send} does
 */
export async function completeInConversation(
  { models, turns, replies, storage }: Deps,
  { owner, request, wishes, signal }: AskedCompletion,
  kept: Kept,
): Promise<AnsweredCompletion> {
  refuseUnkept(request, { recalls: wishes.recalls });
  const { model, isStreamed } = request;
  if (model !== undefined) findModel(models, model);
  const message = textOfContent(newestQuestion(request) ?? '');
  const place = placeOf(request, kept);
  await storage.take(owner.id, [message, place.systemPrompt, null]);
  const { idempotencyKey } = wishes;
  const { conversation, reply } = await turns
    .send(owner.id, { ...place, model, message, idempotencyKey })
    .catch(explain);
  const limit = timeLimit(models.timeLimitMs(LEAST_TIME_LIMIT_MS), signal, followedTooLong);
  const events = replies.stream(owner.id, reply.id, undefined, limit.signal);
  return {
    id: reply.id,
    model: reply.model ?? formatModelName(models.default),
    conversationId: encodeGlobalId('Conversation', conversation.id),
    events: isStreamed ? followReply(events, limit) : awaitReply(events, limit),
  };
}

function placeOf(
  { system, messages }: CompletionRequest,
  kept: Kept,
): { readonly conversationId?: string; readonly systemPrompt?: string | undefined } {
  if (kept.kind === 'in') return { conversationId: kept.conversationId };
  if (messages.length === 1) return { systemPrompt: system };
  throw new BadUserInputError('A new conversation begins with one message of the user, beside those of the system.', {
    param: 'messages',
  });
}

/**
 * What a conversation doesn't keep is not silently left out.
 *
 * @throws {BadUserInputError}
 */
function refuseUnkept({ tools, settings, messages }: CompletionRequest, { recalls }: { recalls: boolean }): void {
  const refuse = (param: string): never => {
    throw new BadUserInputError(`${param} can't be had in a conversation that is kept: leave it out.`, { param });
  };
  if (tools.length > 0) refuse('tools');
  for (const [name, value] of Object.entries(settings)) {
    const asksNothing = name === 'response_format' && settings.response_format?.['type'] === 'text';
    if (value !== undefined && !asksNothing) refuse(name);
  }
  if (!recalls) refuse('metadata.lex_memory');
  if (messages.at(-1)?.role !== 'user') {
    throw new BadUserInputError('messages has to end with one of the user, which is kept.', { param: 'messages' });
  }
  if (mediaOf({ system: undefined, messages: messages.slice(-1) }).length > 0) {
    throw new BadUserInputError('messages that are kept take text alone.', { param: 'messages' });
  }
}

/** Names the fields as this API does. */
function explain(error: unknown): never {
  if (!(error instanceof BadUserInputError) || error.param !== 'message') throw error;
  throw new BadUserInputError(error.message, { param: 'messages' });
}
