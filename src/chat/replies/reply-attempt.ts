import { z } from 'zod';
import { formatModelName } from '../../config/model-name.ts';
import { NotFoundError } from '../../errors.ts';
import { hasEnded, type Job, type JobEnd } from '../../jobs/job.ts';
import type { Attempt, AttemptContext, EndEffects } from '../../jobs/job-kind.ts';
import type { ModelContext } from '../../models/contexts/model-context.ts';
import { ModelError } from '../../models/failures/model-error.ts';
import type { AnswerEnd, Model } from '../../models/model.ts';
import { inSpan } from '../../tracing/in-span.ts';
import { withAttachments } from '../attachments/told-attachments.ts';
import { findCitations } from '../citations/find-citations.ts';
import { titleFrom } from '../conversations/title.ts';
import type { Message, ReplyEnd } from '../messages/message.ts';
import { messageFromJson } from '../messages/message-json.ts';
import { storeRuns } from '../messages/stored-runs.ts';
import { answerWithin } from '../prompt/answer-within.ts';
import type { Branch, BranchMessage } from '../prompt/branch.ts';
import { readBranch } from '../prompt/branch-store.ts';
import { recallFor } from '../prompt/model-memory.ts';
import type { KeptAudio } from '../voice/kept-audio.ts';
import { planFollowUps } from './plan-follow-ups.ts';
import { readWritten } from './read-written.ts';
import { ReplyPrompt } from './reply-prompt.ts';
import { endedRow, endReply, titleConversation, wordReply } from './reply-store.ts';
import type { ReplySurroundings } from './reply-surroundings.ts';
import type { ReplyInput } from './reply-task.ts';
import { ReplyWriter } from './reply-writer.ts';

/** The result of a reply's job. The text is the message's. */
const replyResult = z.object({
  finishReason: z.enum(['STOP', 'LENGTH', 'FILTERED']),
  inputTokens: z.int().optional(),
  outputTokens: z.int().optional(),
});
type ReplyResult = z.infer<typeof replyResult>;

/** A model that doesn't stop, or doesn't stop thinking, is stopped here, in UTF-16 units. */
const LONGEST_REPLY = 1_000_000;
const LONGEST_REASONING = 1_000_000;

/** How a reply ends with its job. */
export const REPLY_ENDS: Readonly<Record<JobEnd['state'], ReplyEnd>> = {
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  CANCELLED: 'STOPPED',
};

/** What an attempt has at hand once it has read and recalled what it answers. */
interface Course {
  readonly model: Model;
  /** Its row when the attempt began. */
  readonly reply: Message;
  readonly branch: Branch;
  readonly prompt: ReplyPrompt;
  readonly writer: ReplyWriter;
}

/** What the beginning of an attempt has read; null when the message was deleted. */
const begunReply = z.object({ reply: messageFromJson, page: z.unknown() }).nullable();

/** One attempt at a reply: recalls, asks the model, and writes the model's words to the log. */
export class ReplyAttempt implements Attempt<ReplyInput> {
  readonly #job: Job;
  readonly #read: unknown;
  readonly #in: ReplySurroundings;
  readonly #began = performance.now();
  /** Undefined before the attempt can write anything. */
  #course: Course | undefined;
  /** What was spoken of the reply, when it was whole. */
  #audio: KeptAudio | undefined;

  /** @param read what READ_BEGUN_REPLY has read; undefined for an attempt that never runs */
  constructor(job: Job, read: unknown, surroundings: ReplySurroundings) {
    this.#job = job;
    this.#read = read;
    this.#in = surroundings;
  }

  async run(input: ReplyInput, { signal }: AttemptContext): Promise<ReplyResult> {
    const { models, contexts, memory, log, pace } = this.#in;
    const { messageId, voiceMode, timeZone } = input;
    const { id: jobId, attempts: attempt, ownerId } = this.#job;
    const { reply, page } = begunReply.parse(this.#read) ?? {};
    if (!reply) throw new NotFoundError('message');
    const model = models.resolve(reply.model);
    // The log is made ready while the model is asked, since somebody waits for the first word.
    const writer = new ReplyWriter({ log, begun: log.begin(messageId, attempt), pace, replyId: messageId, attempt });
    const read = await this.#readBranch(page, await contexts.of(model.name));
    const branch = await withAttachments(read, { ownerId, model: model.name, signal }, this.#in);
    const hits = await inSpan(
      () => ({ name: 'recall' }),
      () => recallFor(memory, ownerId, branch.question.text),
    );
    const prompt = new ReplyPrompt({ branch, hits, memory, ownerId, voiceMode, timeZone });
    this.#course = { model, reply, branch, prompt, writer };

    let end: ReplyResult = { finishReason: 'STOP' };
    let isFirst = true;
    const stopped = pace.begin();
    const spoken = voiceMode ? this.#in.voice.begin({ ownerId, messageId, attempt }) : undefined;
    try {
      const payer = { ownerId, use: 'REPLY' } as const;
      const asked = { model, contexts, payer, signal, about: { messageId, jobId } };
      for await (const event of answerWithin(asked, (within) => prompt.compose(within))) {
        if (event.kind === 'end') end = resultOf(event);
        else {
          writer.write(event);
          if (event.kind === 'text') spoken?.write(event.text);
          if (isFirst) this.#in.observe.firstDelta({ model: formatModelName(model.name), seconds: this.#seconds });
          isFirst = false;
        }
        refuseEndless(writer);
      }
    } finally {
      stopped();
      spoken?.end();
      // What was written stays, however the attempt ends.
      await writer.flush();
    }
    this.#audio = await spoken?.finish(signal);
    return end;
  }

  async end(end: JobEnd): Promise<EndEffects> {
    const { log, announce } = this.#in;
    const { messageId } = this.#job;
    // The message was deleted.
    if (!messageId) return { writes: [], announce };
    const { prompt, writer } = this.#course ?? {};
    const runs = storeRuns(writer?.written ?? (await readWritten(log, messageId)));
    const stored = {
      ...runs,
      state: REPLY_ENDS[end.state],
      error: end.state === 'FAILED' ? end.error : null,
      errorCode: end.state === 'FAILED' ? end.code : null,
      result: end.state === 'COMPLETED' ? replyResult.parse(end.result) : undefined,
      recalled: prompt?.last?.recalled.map(({ memory: { id }, score, reasons }) => ({ memoryId: id, score, reasons })),
      context: prompt?.last?.context,
      citations: findCitations(runs.content, prompt?.parts.all ?? []),
    };
    const reply = [endReply(stored), wordReply(this.#in.wording, this.#job.ownerId, stored)];
    const row = this.#course && endedRow(this.#course.reply, stored);
    const tell = (job: Job) => {
      if (hasEnded(job)) this.#observe(REPLY_ENDS[end.state]);
      return announce(job, hasEnded(job) ? row : undefined);
    };
    if (end.state !== 'COMPLETED' || !this.#course) return { writes: reply, announce: tell };
    const { branch } = this.#course;
    const title = branch.titled ? [] : [titleConversation(titleFrom(branch.question.text, runs.content))];
    const followUps = planFollowUps({ ...this.#course, text: runs.content, audio: this.#audio }, this.#in);
    return { writes: [...reply, ...title], followUps, announce: tell };
  }

  get #seconds(): number {
    return (performance.now() - this.#began) / 1_000;
  }

  /** One that was never run here has no model. */
  #observe(state: ReplyEnd): void {
    if (!this.#course) return;
    const { model } = this.#course;
    this.#in.observe.reply({ model: formatModelName(model.name), state, seconds: this.#seconds });
  }

  async #readBranch(page: unknown, context: ModelContext): Promise<Branch> {
    const isEnough = (before: readonly BranchMessage[]) => fills(context, before);
    const branch = await readBranch(this.#in.database, page, isEnough);
    if (!branch) throw new NotFoundError('message');
    return branch;
  }
}

/** @throws {ModelError} when the model has written more than a reply may hold */
function refuseEndless({ given }: ReplyWriter): void {
  if (given.text > LONGEST_REPLY) throw new ModelError('The answer grew too long and was cut off.');
  if (given.reasoning > LONGEST_REASONING) throw new ModelError('The model thought for too long and was cut off.');
}

/** Whether messages fill all of a prompt. */
function fills(context: ModelContext, messages: readonly BranchMessage[]): boolean {
  return messages.reduce((sum, { content }) => sum + context.tokensOfMessage(content), 0) >= context.promptTokens;
}

function resultOf({ finishReason, inputTokens, outputTokens }: AnswerEnd): ReplyResult {
  return { finishReason, inputTokens, outputTokens };
}
