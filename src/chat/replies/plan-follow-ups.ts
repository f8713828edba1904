import type { FollowUp } from '../../jobs/job-kind.ts';
import type { Model } from '../../models/model.ts';
import type { Message } from '../messages/message.ts';
import type { Branch } from '../prompt/branch.ts';
import { planSummary } from '../summary/plan-summary.ts';
import type { KeptAudio } from '../voice/kept-audio.ts';
import { followUpSpeech } from '../voice/speech-store.ts';
import type { ReplyPrompt } from './reply-prompt.ts';
import type { ReplySurroundings } from './reply-surroundings.ts';

/** A reply that the model has written to its end. */
interface WrittenReply {
  readonly reply: Pick<Message, 'id' | 'voiceMode'>;
  readonly text: string;
  readonly model: Model;
  readonly branch: Branch;
  readonly prompt: ReplyPrompt;
  /** What was spoken of it already, if all of it was. */
  readonly audio: KeptAudio | undefined;
}

/**
 * The jobs that a reply gives rise to: one speaks it if it is for the ear, one looks for facts in the question, one
 * sums up the branch if that grows long.
 */
export function planFollowUps(
  { reply, text, model, branch, audio, prompt: { remembered, last } }: WrittenReply,
  { planExtraction }: Pick<ReplySurroundings, 'planExtraction'>,
): FollowUp[] {
  const { question, drawsMemories } = branch;
  const extraction = drawsMemories ? planExtraction({ ...question, model, remembered }) : undefined;
  const summary = last && planSummary(branch, { reply: text, historyTokens: last.historyTokens, context: last.within });
  const speech = reply.voiceMode ? followUpSpeech(reply.id, audio) : undefined;
  return [speech, extraction, summary].filter((each) => each !== undefined);
}
