import type { Prompt } from '../model.ts';
import { calculate } from './arithmetic/arithmetic.ts';
import { answerClock } from './clock/clock.ts';
import { type Intent, readIntents } from './intents.ts';
import { answerForget, answerRecall, answerRemember, remindOf } from './recall/memory-answers.ts';
import { answerSmallTalk, answerUnknown } from './small-talk.ts';
import { extractSummary, summaryLength } from './summary.ts';

/** A system message that begins so asks to summarise the text in the user's message. */
const SUMMARY_TASK = /^\s{0,20}summari[sz]e\b/i;

/**
 * Answers a prompt. What the newest message asks to remember or forget is done before it returns. After the signal has
 * aborted, nothing more is done.
 *
 * @throws the signal's reason, when it aborts
 */
export async function answerPrompt(prompt: Prompt, signal: AbortSignal): Promise<string> {
  const message = prompt.messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const isSummaryTask = prompt.messages.some(({ role, content }) => role === 'system' && SUMMARY_TASK.test(content));
  if (isSummaryTask) return summarize(message);
  const answers: string[] = [];
  for (const intent of readIntents(message)) {
    signal.throwIfAborted();
    answers.push(await answerIntent(intent, prompt));
  }
  return answers.join(prompt.voiceMode ? ' ' : '\n');
}

const ONLY_READS =
  'Nothing of this call is kept, so I can only read your memory here: ask me again in a conversation that is kept.';

async function answerIntent(intent: Intent, { memory, now, timeZone, voiceMode }: Prompt): Promise<string> {
  if (memory.isReadOnly && (intent.kind === 'remember' || intent.kind === 'forget')) return ONLY_READS;
  switch (intent.kind) {
    case 'remember':
      return answerRemember(intent, memory);
    case 'recall':
      return (await answerRecall(intent.question, memory)) ?? answerUnknown(voiceMode);
    case 'forget':
      return answerForget(intent.subject, memory);
    case 'clock':
      return answerClock(intent.question, { now, timeZone, memory });
    case 'calculate':
      return answerCalculation(intent);
    case 'summarize':
      return summarize(intent.text);
    case 'unknown': {
      const reminder = remindOf(intent.text, memory);
      return reminder ? `${reminder} ${answerUnknown(voiceMode)}` : answerUnknown(voiceMode);
    }
    default:
      return answerSmallTalk(intent.kind);
  }
}

async function answerCalculation({ text, expression }: Intent & { kind: 'calculate' }): Promise<string> {
  const result = await calculate(expression);
  return result === undefined ? `I can't work out ${text}.` : `${text} = ${result}`;
}

function summarize(text: string): string {
  return extractSummary(text, summaryLength(text)) || 'What shall I summarise? Put the text after "summarise:".';
}
