import type { Job } from '../../../jobs/job.ts';
import type { Conversation, Message } from '../../conversations/message.ts';
import { type ReplyInput, replyTask } from '../reply-task.ts';
import type { Exchange, Question } from './turn-store.ts';
import { WAITING_STEP } from './when-busy.ts';

/** The ids of what is stored together; made here, so that nothing has to be asked for between statements. */
export interface ExchangeIds {
  readonly conversation: string;
  readonly message: string;
  readonly reply: string;
  readonly job: string;
}

/** What storing an exchange returns: the conversation, and what the database decided of the rest. */
export interface StoredRow extends Conversation {
  readonly jobNumber: bigint;
  readonly askedAt: Date;
  readonly messageNumber: bigint;
  readonly parentId: string | null;
  readonly replyNumber: bigint;
  /** The message that its job waits behind. */
  readonly afterMessageId: string | null;
}

/** What the job that writes a reply is told. */
export function inputOf(ids: ExchangeIds, { model, voiceMode, timeZone }: Question): ReplyInput {
  return { messageId: ids.reply, model, voiceMode, ...(timeZone === undefined ? {} : { timeZone }) };
}

/** The rows as they were stored, without reading them again. */
export function exchangeOf(ids: ExchangeIds, question: Question, row: StoredRow): Exchange {
  const { jobNumber, askedAt, messageNumber, parentId, replyNumber, afterMessageId, ...rest } = row;
  const { id, activity, title, titled, archived, systemPrompt, drawsMemories, createdAt, updatedAt } = rest;
  const { ownerId, voiceMode, model, text } = question;
  const conversation: Conversation = {
    id,
    activity,
    ownerId,
    title,
    titled,
    archived,
    systemPrompt,
    drawsMemories,
    createdAt,
    updatedAt,
  };
  const message: Message = {
    id: ids.message,
    number: messageNumber,
    conversationId: conversation.id,
    ownerId,
    parentId,
    role: 'USER',
    state: 'COMPLETED',
    content: text,
    reasoning: null,
    runLengths: [],
    voiceMode,
    model: null,
    error: null,
    inputTokens: null,
    outputTokens: null,
    finishReason: null,
    attempt: 0,
    recalled: [],
    context: null,
    createdAt: askedAt,
  };
  const reply: Message = {
    ...message,
    id: ids.reply,
    number: replyNumber,
    parentId: ids.message,
    role: 'ASSISTANT',
    state: 'PENDING',
    content: '',
    model,
  };
  const job: Job = {
    id: ids.job,
    number: jobNumber,
    ownerId,
    kind: replyTask.kind,
    state: 'WAITING',
    progress: 0,
    step: afterMessageId ? WAITING_STEP : null,
    attempts: 0,
    attemptLimit: replyTask.attempts,
    revision: 0,
    cancelRequested: false,
    error: null,
    result: null,
    input: inputOf(ids, question),
    conversationId: conversation.id,
    messageId: ids.reply,
    afterMessageId,
    createdAt: askedAt,
    startedAt: null,
    finishedAt: null,
  };
  return { conversation, message, reply, job };
}
