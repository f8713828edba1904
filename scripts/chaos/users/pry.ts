import {
  ConversationDocument,
  JobDocument,
  MessageDocument,
  StopReplyDocument,
} from '../../../src/generated/graphql.ts';
import type { Doing } from './drive.ts';

const PAUSE_MS = [800, 2_500] as const;

/** Asks for what is others', by ids that they alone know, until it is told to stop. */
export async function pry({ user, others, asking, random, report, stopped, pause }: Doing): Promise<void> {
  while (!stopped.aborted) {
    await pause(PAUSE_MS);
    const other = others[Math.floor(random() * others.length)];
    const sent = other?.sent[Math.floor(random() * other.sent.length)];
    if (!other || !sent) continue;
    const answers = [
      await asking.once(MessageDocument, { id: sent.replyId }),
      await asking.once(ConversationDocument, { id: sent.conversationId }),
      await asking.once(JobDocument, { id: sent.jobId }),
      await asking.once(StopReplyDocument, { messageId: sent.replyId }),
    ];
    for (const answer of answers) {
      // While something is away there may be no answer, or another error.
      if (!answer) continue;
      const isNothing = 'code' in answer || Object.values(answer.data).every((value) => value === null);
      report.check(
        'who asks for what is another’s gets nothing',
        isNothing,
        () => `${user.name} of ${other.name}: ${JSON.stringify(answer)}`,
      );
    }
  }
}
