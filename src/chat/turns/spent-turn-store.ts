import type { Database } from '../../database/database.ts';
import type { Job, JobEnd } from '../../jobs/job.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { type Message, type ReplyEnd, replyEnd } from '../messages/message.ts';
import { replyTask } from '../replies/reply-task.ts';
import type { Turn } from './turn.ts';
import type { KeyedTurn } from './turn-store.ts';

/**
 * What was stored under a key whose job was deleted, since it ended long ago; undefined when there is no such key. So
 * whoever repeats a call gets the same turn however late that is.
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
  return { turn: spent.message ? turnOf(spent.jobId, spent.message) : undefined, fingerprint: spent.fingerprint };
}

type ReplyInPlace = Message & { readonly parent: Message | null; readonly conversation: Conversation };

function turnOf(jobId: string, { parent, conversation, ...reply }: ReplyInPlace): Turn | undefined {
  const job = jobOf(jobId, reply);
  return parent && job ? { conversation, message: parent, reply, job } : undefined;
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
