import type { Job } from '../../jobs/job.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { Message } from '../messages/message.ts';
import { type ReplyInput, replyTask } from '../replies/reply-task.ts';
import type { Question, Turn, TurnIds } from './turn.ts';
import { WAITING_STEP } from './when-busy.ts';

/** What storing a turn returns: the conversation, and the columns of the other rows that the database filled in. */
export interface StoredRow extends Conversation {
  readonly jobNumber: bigint;
  readonly jobTurn: number;
  readonly askedAt: Date;
  readonly messageNumber: bigint;
  readonly parentId: string | null;
  readonly replyNumber: bigint;
  /** The message that the job waits behind. */
  readonly afterMessageId: string | null;
}

/** The input of the job that writes the reply. */
export function inputOf(ids: TurnIds, { model, defaultModel, voiceMode, timeZone }: Question): ReplyInput {
  return {
    messageId: ids.reply,
    model: model ?? defaultModel,
    voiceMode,
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

/** The turn as it was stored, put together without reading the rows again. */
export function turnOf(ids: TurnIds, question: Question, row: StoredRow): Turn {
  const { askedAt, messageNumber, parentId, replyNumber, ...rest } = row;
  const {
    id,
    activity,
    title,
    titled,
    archived,
    systemPrompt,
    model: preferred,
    drawsMemories,
    readTo,
    createdAt,
    updatedAt,
  } = rest;
  const { ownerId, voiceMode, text, model = preferred ?? question.defaultModel } = question;
  const conversation: Conversation = {
    id,
    activity,
    ownerId,
    title,
    titled,
    archived,
    systemPrompt,
    model: preferred,
    drawsMemories,
    readTo,
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
    attachmentCount: question.attachmentIds.length,
    model: null,
    error: null,
    errorCode: null,
    inputTokens: null,
    outputTokens: null,
    finishReason: null,
    attempt: 0,
    recalled: [],
    citations: [],
    context: null,
    createdAt: askedAt,
  };
  const reply: Message = {
    ...message,
    id: ids.reply,
    attachmentCount: 0,
    number: replyNumber,
    parentId: ids.message,
    role: 'ASSISTANT',
    state: 'PENDING',
    content: '',
    model,
  };
  return { conversation, message, reply, job: jobOf(ids, question, row) };
}

function jobOf(ids: TurnIds, question: Question, row: StoredRow): Job {
  return {
    id: ids.job,
    number: row.jobNumber,
    ownerId: question.ownerId,
    kind: replyTask.kind,
    state: 'WAITING',
    progress: 0,
    step: row.afterMessageId ? WAITING_STEP : null,
    attempts: 0,
    attemptLimit: replyTask.attempts,
    turn: row.jobTurn,
    revision: 0,
    cancelRequested: false,
    error: null,
    errorCode: null,
    failure: null,
    cause: null,
    result: null,
    input: inputOf(ids, question),
    conversationId: ids.conversation,
    messageId: ids.reply,
    afterMessageId: row.afterMessageId,
    createdAt: row.askedAt,
    startedAt: null,
    finishedAt: null,
  };
}
