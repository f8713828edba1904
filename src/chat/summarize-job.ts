import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { BadUserInputError, NotFoundError } from '../errors.ts';
import type { JobKindDefinition, JobRun } from '../jobs/job-kind.ts';
import { beginning } from '../language/graphemes.ts';
import { type Model, NO_MEMORY } from '../models/model.ts';
import type { Models } from '../models/models.ts';

export interface SummarizeInput {
  readonly conversationId: string;
}

/** The result that the owner of the job sees. */
interface Summary {
  readonly summary: string;
  /** How many messages it sums up. */
  readonly messages: number;
}

const INSTRUCTION =
  'Summarize the conversation that follows: what was asked, what was answered, what was decided, in a few plain sentences.';
/** Text for one call of the model, in UTF-16 units; a longer conversation is summed up in parts, then the parts are. */
const PART_LENGTH = 24_000;
const PAGE = 500;

/** Sums up a conversation in the background, part by part. Nothing is written but the job, so it can begin again. */
export function createSummarizeJob({
  database: { prisma },
  models,
}: {
  database: Database;
  models: Models;
}): JobKindDefinition<SummarizeInput> {
  async function handle({ conversationId }: SummarizeInput, run: JobRun): Promise<Summary> {
    await run.progress(0, 'Reading the conversation');
    const lines = await readTranscript(conversationId, run.job.ownerId);
    if (lines.length === 0) throw new NotFoundError('conversation');
    const model = models.resolve(undefined);

    let parts = cutIntoParts(lines);
    const messages = lines.length;
    for (let done = 0; parts.length > 1; done = 0) {
      const summaries: string[] = [];
      for (const part of parts) {
        await run.progress((done++ / (parts.length + 1)) * 100, `Summarizing part ${done} of ${parts.length}`);
        summaries.push(await summarize(model, part, run.signal));
      }
      const shorter = cutIntoParts(summaries);
      if (shorter.length >= parts.length)
        throw new BadUserInputError('The conversation is too long for this model to sum up.');
      parts = shorter;
    }
    await run.progress(90, 'Writing the summary');
    return { summary: await summarize(model, parts[0] ?? '', run.signal), messages };
  }

  async function readTranscript(conversationId: string, ownerId: string): Promise<string[]> {
    const lines: string[] = [];
    let after = 0n;
    for (;;) {
      const rows = await prisma.message.findMany({
        where: { conversationId, ownerId, number: { gt: after } },
        select: { number: true, role: true, content: true },
        orderBy: { number: 'asc' },
        take: PAGE,
      });
      const last = rows.at(-1);
      if (!last) return lines;
      for (const { role, content } of rows) if (content) lines.push(`${role === 'USER' ? 'User' : 'LEX'}: ${content}`);
      after = last.number;
    }
  }

  return {
    kind: 'SUMMARIZE_CONVERSATION',
    input: z.object({ conversationId: z.uuid() }),
    attempts: 3,
    timeLimitMs: 15 * 60_000,
    handle,
  };
}

/** Joins lines into parts that fit one call; a line that is too long by itself is cut. */
function cutIntoParts(lines: readonly string[]): string[] {
  const parts: string[] = [];
  let part = '';
  for (const line of lines) {
    const cut = beginning(line, PART_LENGTH);
    if (part && part.length + cut.length + 1 > PART_LENGTH) {
      parts.push(part);
      part = '';
    }
    part += part ? `\n${cut}` : cut;
  }
  return part ? [...parts, part] : parts;
}

async function summarize(model: Model, text: string, signal: AbortSignal): Promise<string> {
  const turns = [
    { role: 'system', content: INSTRUCTION },
    { role: 'user', content: text },
  ] as const;
  let summary = '';
  for await (const event of model.stream({ turns, voiceMode: false, memory: NO_MEMORY, now: new Date() }, { signal })) {
    if (event.kind === 'text') summary += event.text;
  }
  return summary.trim();
}
