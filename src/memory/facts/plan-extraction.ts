import { formatModelName } from '../../config/config.ts';
import type { FollowUp } from '../../jobs/job-kind.ts';
import type { Fact, Model } from '../../models/model.ts';
import { followUpExtraction } from './extraction-store.ts';
import { mayHoldFact } from './may-hold-fact.ts';

/**
 * The job that extracts facts from a message which was answered; undefined when the message can't hold any. This is
 * asked after every reply, so only the text is read.
 */
export function planExtraction({
  messageId,
  text,
  model,
  remembered,
}: {
  messageId: string;
  text: string;
  /** The model that answered. */
  model: Model;
  /** What was remembered while it answered. */
  remembered: readonly string[];
}): FollowUp | undefined {
  const isWorthIt = model.readFacts ? newFacts(model.readFacts(text), remembered).length > 0 : mayHoldFact(text);
  return isWorthIt ? followUpExtraction({ messageId, model: formatModelName(model.name) }) : undefined;
}

/** The facts that no remembered text says already: one text may say several. */
export function newFacts(facts: readonly Fact[], remembered: readonly string[]): Fact[] {
  return facts.filter(({ content }) => !remembered.some((text) => text.includes(content)));
}
