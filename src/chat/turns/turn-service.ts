import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChangeJournal } from '../../cache/change-journal.ts';
import { formatModelName, type ModelName } from '../../config/model-name.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import { hasEnded } from '../../jobs/job.ts';
import type { JobService } from '../../jobs/job-service.ts';
import { modelText } from '../../models/model.ts';
import { parseInput } from '../../parse-input.ts';
import type { BudgetService } from '../../usage/budget-service.ts';
import {
  fingerprintOfAttachments,
  refuseUnreadable,
  type WantedAttachments,
  wantedAttachments,
} from '../attachments/message-attachments.ts';
import { publishBegun, publishConversation } from '../conversations/watching/conversation-events.ts';
import { cancelUnlessEnded } from '../messages/cancel-unless-ended.ts';
import { findReply } from '../messages/find-reply.ts';
import type { Message } from '../messages/message.ts';
import { conversationTopic } from '../messages/message-events.ts';
import type { MessageStore } from '../messages/message-store.ts';
import type { NewReplies } from '../replies/new-replies.ts';
import { timeZoneOf } from '../replies/reply-task.ts';
import { idempotencyKey, messageText, placeOf, type SendMessage, sendMessage } from './send-message.ts';
import type { Place, Question, Turn } from './turn.ts';
import type { TurnOutcome } from './turn-store.ts';
import { addWithFiles, type FilesDeps } from './turn-with-files.ts';
import { MOST_WAITING } from './when-busy.ts';

/** What a user says to LEX, and the replies that this asks for. Somebody else's message is as if it weren't there. */
export interface TurnService {
  /**
   * Stores a message and answers it in the background.
   *
   * Message, reply and job are stored before this returns. A client may therefore follow the job before any work
   * starts, and the reply is written whatever happens to this process. A second call with the same `idempotencyKey`
   * starts nothing: it returns the first call's turn as it now is.
   *
   * @throws {BadUserInputError}
   * @throws {NotFoundError} when the conversation or the parent isn't there
   * @throws {ConflictError} when the key was used for another call; when a reply before it has not ended and the caller
   *   doesn't want to wait; when too many replies wait in the conversation
   * @throws {LexError} BUDGET_EXCEEDED when it is known before that no call of the model may begin today
   */
  send(ownerId: string, input: SendMessage): Promise<Turn>;
  /**
   * Changes what the owner wrote, while no reply to it has begun.
   *
   * @throws {BadUserInputError}
   * @throws {NotFoundError}
   * @throws {ConflictError} when a reply has begun, or none is to come
   */
  edit(ownerId: string, messageId: string, text: string): Promise<Message>;
  /**
   * Writes a sibling of a reply. The key works as in `send`, and the sibling waits as with QUEUE.
   *
   * @throws {BadUserInputError} when the message isn't a reply, or the model isn't offered (any more)
   * @throws {NotFoundError}
   * @throws {ConflictError} as `send` does
   * @throws {LexError} BUDGET_EXCEEDED as `send` does
   */
  regenerate(ownerId: string, replyId: string, input: Regeneration): Promise<Turn>;
}

/** How a reply is to be written once more. */
export interface Regeneration {
  readonly idempotencyKey?: string | null | undefined;
  /** As provider/name; left out: the model of the reply. */
  readonly model?: string | null | undefined;
}

/** How a call is recognised when it is repeated. */
interface CallIdentity {
  readonly idempotencyKey: string | undefined;
  readonly fingerprint: string;
}

/** What was stored, and is to begin. */
type StoredTurn = Extract<TurnOutcome, { kind: 'stored' }>;

interface Deps extends FilesDeps {
  readonly messages: MessageStore;
  readonly newReplies: NewReplies;
  readonly jobs: JobService;
  readonly budgets: Pick<BudgetService, 'refusal'>;
  readonly events: EventBus;
  readonly journal: ChangeJournal;
}

export function createTurnService(deps: Deps): TurnService {
  const { turns, attachments, messages, newReplies, jobs, models, events, journal } = deps;
  const defaultModel = formatModelName(models.default);

  /** Returns the turn that a call has stored, or the turn that an earlier call with the same key has stored. */
  async function startOrFind(
    ownerId: string,
    outcome: TurnOutcome,
    call: CallIdentity & { missing: string; begins?: boolean },
  ): Promise<Turn> {
    if (outcome.kind === 'stored') {
      await start(ownerId, outcome, call.begins ?? false);
      return outcome.turn;
    }
    const earlier = call.idempotencyKey ? await turns.byKey(ownerId, call.idempotencyKey) : undefined;
    if (earlier && earlier.fingerprint !== call.fingerprint) {
      throw new ConflictError('This idempotencyKey was used for another call: take a new key for each message.');
    }
    if (earlier?.turn) return earlier.turn;
    throw refusalOf(outcome.kind, call.missing);
  }

  async function start(ownerId: string, { turn, interrupted }: StoredTurn, begins: boolean): Promise<void> {
    const conversationId = turn.conversation.id;
    await journal.record(ownerId, ['Conversation', `Conversation:${conversationId}`, 'Message']);
    newReplies.add(turn.reply);
    for (const { id: key } of [turn.message, turn.reply]) events.publish(conversationTopic(conversationId), { key });
    (begins ? publishBegun : publishConversation)(events, ownerId, conversationId);
    await jobs.announce(turn.job);
    await Promise.all(interrupted.map((jobId) => cancelUnlessEnded(jobs, ownerId, jobId)));
  }

  return {
    async send(ownerId, raw) {
      const input = parseInput(sendMessage, raw);
      const model = models.resolve(input.model).name;
      const place = placeOf(input);
      const wanted = await wantedAttachments(attachments, ownerId, input.attachments ?? []);
      const call = {
        idempotencyKey: input.idempotencyKey ? `chat:${input.idempotencyKey}` : undefined,
        fingerprint: fingerprintOfSending(input, wanted),
        missing: input.parentId ? 'conversation with that message' : 'conversation',
        begins: place.kind === 'new',
      };
      await refuseBeyondBudget(deps, ownerId, model, call);
      const names = { model: input.model ? formatModelName(model) : undefined, defaultModel };
      const question = { ...questionOf(ownerId, place, input, names), ...call };
      const outcome = wanted.length === 0 ? await turns.add(question) : await addWithFiles(deps, question, wanted);
      const turn = await startOrFind(ownerId, outcome, call);
      return input.waitMs ? whenReplied(deps, ownerId, turn, input.waitMs) : turn;
    },
    async edit(ownerId, id, raw) {
      const { message: text } = parseInput(z.object({ message: messageText }), { message: raw });
      const outcome = await turns.edit({ ownerId, id, text });
      const message = await messages.byId(ownerId, id);
      if (!message) throw new NotFoundError('message');
      if (outcome === 'refused') throw new ConflictError(TOO_LATE);
      await journal.record(ownerId, ['Conversation', 'Message', `Message:${id}`]);
      events.publish(conversationTopic(message.conversationId), { key: message.id });
      return message;
    },
    async regenerate(ownerId, replyId, raw) {
      const { idempotencyKey: given, model: wanted } = parseInput(regeneration, raw);
      const reply = await findReply(messages, ownerId, replyId);
      const { name } = models.resolve(wanted ?? reply.model);
      const call = {
        idempotencyKey: given ? `regenerate:${given}` : undefined,
        fingerprint: fingerprintOf([replyId, ...(wanted ? [wanted] : [])]),
        missing: 'message',
      };
      const [earlier] = await messages.jobsOf(ownerId, [replyId]);
      await refuseBeyondBudget(deps, ownerId, name, call);
      await refuseUnreadable(models, name, (await attachments.ofMessages(ownerId, [reply.parentId ?? replyId])).flat());
      const model = formatModelName(name);
      const timeZone = earlier && timeZoneOf(earlier);
      const outcome = await turns.addSibling(reply, { ...call, model, defaultModel, timeZone });
      return startOrFind(ownerId, outcome, call);
    },
  };
}

/** A turn as it is when its reply has ended, or when that has been waited for. */
async function whenReplied({ jobs, turns }: Deps, ownerId: string, turn: Turn, waitMs: number): Promise<Turn> {
  if (hasEnded(turn.job)) return turn;
  const job = await jobs.whenEnded(ownerId, turn.job.id, waitMs);
  return (await turns.byJob(job)) ?? { ...turn, job };
}

/** What a call repeats was let through before. What is to be asked later, the worker refuses when it comes to it. */
async function refuseBeyondBudget(
  { budgets, turns }: Deps,
  ownerId: string,
  { provider }: ModelName,
  { idempotencyKey }: CallIdentity,
): Promise<void> {
  const refusal = provider === 'local' ? undefined : await budgets.refusal(ownerId);
  if (!refusal) return;
  if (!idempotencyKey || !(await turns.byKey(ownerId, idempotencyKey))) throw refusal;
}

const regeneration = z.object({ idempotencyKey, model: modelText });

const TOO_LATE =
  'Only a message whose reply has yet to begin can be edited: send a new one with the same parentId instead, ' +
  'or asFirst where it has none.';

function refusalOf(kind: Exclude<TurnOutcome['kind'], 'stored'>, missing: string): Error {
  if (kind === 'busy') {
    return new ConflictError(
      'A reply before this message is not finished: wait for it, stop it, or send with whenBusy.',
    );
  }
  if (kind === 'full') {
    return new ConflictError(`${MOST_WAITING} replies wait in this conversation already: wait for one, or stop one.`);
  }
  return new NotFoundError(missing);
}

function questionOf(
  ownerId: string,
  place: Place,
  input: z.infer<typeof sendMessage>,
  names: Pick<Question, 'model' | 'defaultModel'>,
) {
  return {
    ownerId,
    place,
    text: input.message,
    voiceMode: input.voiceMode ?? false,
    ...names,
    timeZone: input.timeZone ?? undefined,
    whenBusy: input.whenBusy ?? 'QUEUE',
    attachmentIds: [],
  };
}

function fingerprintOfSending(
  { message, conversationId, parentId, model, ...input }: z.infer<typeof sendMessage>,
  wanted: WantedAttachments,
) {
  const { voiceMode, whenBusy, timeZone, asFirst, systemPrompt } = input;
  // Arguments that were added later count only where they are given: the fingerprints of earlier calls still match.
  const chosen = [
    ...((whenBusy ?? 'QUEUE') === 'QUEUE' ? [] : [whenBusy]),
    ...(timeZone == null ? [] : [{ timeZone }]),
    ...(asFirst ? [{ asFirst }] : []),
    ...(wanted.length > 0 ? [{ attachments: fingerprintOfAttachments(wanted) }] : []),
    ...(systemPrompt ? [{ systemPrompt }] : []),
  ];
  return fingerprintOf([message, voiceMode ?? false, conversationId, parentId, model, ...chosen]);
}

/** A hash of what a call asks for. The same key with another hash is a client's mistake, not a repeated call. */
function fingerprintOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
