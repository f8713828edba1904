import { z } from 'zod';
import { BadUserInputError } from '../../errors.ts';
import { modelText } from '../../models/model.ts';
import { wellFormedText } from '../../parse-input.ts';
import { isTimeZone } from '../../time/time-zone.ts';
import { attachmentInput, type RawAttachmentInput } from '../attachments/attachment-input.ts';
import type { Place } from './turn.ts';
import type { WhenBusy } from './when-busy.ts';

/** What the caller of `send` decides; {@link sendMessage} validates it. */
export interface SendMessage {
  readonly message: string;
  readonly voiceMode?: boolean | null | undefined;
  /** Left out: a new conversation. */
  readonly conversationId?: string | null | undefined;
  /** What a new conversation is told besides its owner's instructions. */
  readonly systemPrompt?: string | null | undefined;
  /** Left out: the newest message of the conversation. */
  readonly parentId?: string | null | undefined;
  /** Whether it follows no message of the conversation, so that it begins a branch of its own. @default false */
  readonly asFirst?: boolean | null | undefined;
  /** The model that answers, as provider/name; left out: the conversation's, or the default. */
  readonly model?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  /** Files that it has, in their order. */
  readonly attachments?: readonly RawAttachmentInput[] | null | undefined;
  /** A name of the IANA database. */
  readonly timeZone?: string | null | undefined;
  /** What to do when a reply that it follows has not ended. @default QUEUE */
  readonly whenBusy?: WhenBusy | null | undefined;
  /** How long to wait for the reply to end before returning, in milliseconds: 0 to 60,000. */
  readonly waitMs?: number | null | undefined;
}

export const messageText = wellFormedText({ min: 1, max: 32_000 });
export const idempotencyKey = wellFormedText({ min: 1, max: 200 }).nullish();

/** The most that a client may wait for a reply in one call, in milliseconds: a proxy has to wait longer. */
export const LONGEST_WAIT_MS = 60_000;
const WAIT_BOUNDS = 'takes 0 to 60,000 milliseconds';

export const sendMessage = z.object({
  message: messageText,
  voiceMode: z.boolean().nullish(),
  conversationId: z.uuid().nullish(),
  systemPrompt: wellFormedText({ min: 0, max: 32_000 }).nullish(),
  parentId: z.uuid().nullish(),
  asFirst: z.boolean().nullish(),
  model: modelText,
  idempotencyKey,
  attachments: z.array(attachmentInput).nullish(),
  timeZone: z.string().refine(isTimeZone, 'takes a name of the IANA database such as Europe/Oslo').nullish(),
  whenBusy: z.enum(['QUEUE', 'INTERRUPT', 'REJECT']).nullish(),
  waitMs: z.number().int().min(0, WAIT_BOUNDS).max(LONGEST_WAIT_MS, WAIT_BOUNDS).nullish(),
});

/**
 * Where a message goes.
 *
 * @throws {BadUserInputError} when arguments that say it don't go together
 */
export function placeOf({ conversationId, systemPrompt, parentId, asFirst }: z.infer<typeof sendMessage>): Place {
  if (!conversationId) {
    if (parentId) throw new BadUserInputError('parentId goes with its conversationId.');
    if (!asFirst) return { kind: 'new', systemPrompt: systemPrompt || undefined };
    throw new BadUserInputError('asFirst goes with a conversationId: without one, a message is the first anyway.');
  }
  if (systemPrompt) throw new BadUserInputError('systemPrompt goes with a new conversation.');
  if (!asFirst) {
    const follows = parentId ? ({ kind: 'message', id: parentId } as const) : ({ kind: 'newest' } as const);
    return { kind: 'in', conversationId, follows };
  }
  if (parentId) throw new BadUserInputError('Take parentId or asFirst, not both: a first message follows none.');
  return { kind: 'in', conversationId, follows: { kind: 'nothing' } };
}
