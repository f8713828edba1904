import type { Database } from '../../database/database.ts';
import type { Job, JobEnd } from '../../jobs/job.ts';
import { type Message, type ReplyEnd, replyEnd } from '../messages/message.ts';
import { replyTask } from '../replies/reply-task.ts';
import type { KeyedTurn } from './turn-store.ts';

/**
 * What was stored under a key whose job was deleted, since it ended long ago; undefined when there is no such key. It is
 * the same turn for whoever asks again, however late, until its messages are deleted.
 */
export async function spentTurn(
  { prisma }: Pick<Database, 'prisma'>,
  ownerId: string,
  key: string,
): Promise<KeyedTurn | undefined> {
  const spent = await prisma.spentKey.findUnique({
    where: { ownerId_key: { ownerId, key } },
    include: { message: { include: { parent: true, conversation: true } } },
  });
  if (!spent) return undefined;
  const { parent, conversation, ...reply } = spent.message;
  const job = jobOf(spent.jobId, reply);
  const turn = parent && job ? { conversation, message: parent, reply, job } : undefined;
  return { turn, fingerprint: spent.fingerprint };
}

const JOB_ENDS: Readonly<Record<ReplyEnd, JobEnd['state']>> = {
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  STOPPED: 'CANCELLED',
};

/** The job of a reply, as far as the reply tells of it: the two ended together. */
function jobOf(id: string, reply: Message): Job | undefined {
  const end = replyEnd(reply);
  if (!end) return undefined;
  return {
    id,
    number: reply.number,
    ownerId: reply.ownerId,
    kind: replyTask.kind,
    state: JOB_ENDS[end],
    progress: end === 'COMPLETED' ? 100 : 0,
    step: null,
    attempts: reply.attempt,
    attemptLimit: reply.attempt,
    turn: 0,
    revision: 0,
    cancelRequested: end === 'STOPPED',
    error: reply.error,
    errorCode: reply.errorCode,
    failure: null,
    cause: null,
    result: null,
    input: null,
    conversationId: reply.conversationId,
    messageId: reply.id,
    afterMessageId: null,
    createdAt: reply.createdAt,
    startedAt: null,
    finishedAt: null,
  };
}
