import {
  CancelJobDocument,
  CheckMemoryDocument,
  type JobPartsFragment,
  RebuildMemoryDocument,
  SummarizeConversationDocument,
} from '../../../src/generated/graphql.ts';
import type { Answer } from './asking.ts';
import type { Doing } from './drive.ts';

const PAUSE_MS = [1_500, 4_000] as const;

/** Asks for jobs other than replies, and cancels some, until it is told to stop. */
export async function work(doing: Doing): Promise<void> {
  const { user, asking, random, stopped } = doing;
  while (!stopped.aborted) {
    const id = await ask(doing);
    if (id !== undefined) user.jobs.add(id);
    if (id !== undefined && random() < 0.15) await asking.untilAnswered(CancelJobDocument, { id });
    await doing.pause(PAUSE_MS);
  }
}

/** @returns the id of the job, if one was made */
async function ask({ user, asking, random }: Doing): Promise<string | undefined> {
  const what = user.isAdmin ? random() : 1;
  if (what < 0.35) return idOf(await asking.untilAnswered(CheckMemoryDocument, {}), (data) => data.checkMemory);
  if (what < 0.6) return idOf(await asking.untilAnswered(RebuildMemoryDocument, {}), (data) => data.rebuildMemory);
  const conversationId = user.sent.at(-1)?.conversationId;
  if (conversationId === undefined) return undefined;
  const asked = await asking.untilAnswered(SummarizeConversationDocument, { conversationId });
  return idOf(asked, (data) => data.summarizeConversation);
}

function idOf<Data>(answer: Answer<Data>, jobOf: (data: Data) => JobPartsFragment): string | undefined {
  return 'data' in answer ? jobOf(answer.data).id : undefined;
}
