import type { Models } from '../../models/models.ts';
import type { AttachmentService } from '../attachments/attachment-service.ts';
import { keepAttachments, refuseUnreadable, type WantedAttachments } from '../attachments/message-attachments.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import type { Question } from './turn.ts';
import type { TurnOutcome, TurnStore } from './turn-store.ts';

export interface FilesDeps {
  readonly turns: TurnStore;
  readonly attachments: AttachmentService;
  readonly conversations: Pick<ConversationStore, 'byIds'>;
  readonly models: Models;
}

/**
 * Stores a question with files. What a call repeats was looked at before: its files aren't kept once more.
 *
 * @throws {BadUserInputError} when the model that is to answer can't be given them
 */
export async function addWithFiles(
  { turns, attachments, conversations, models }: FilesDeps,
  question: Question,
  wanted: WantedAttachments,
): Promise<TurnOutcome> {
  const { ownerId, place, idempotencyKey: key } = question;
  if (key && (await turns.byKey(ownerId, key))) return { kind: 'repeated' };
  const [conversation] = place.kind === 'in' ? await conversations.byIds(ownerId, [place.conversationId]) : [];
  await refuseUnreadable(models, models.resolve(question.model ?? conversation?.model).name, wanted);
  const { ids: attachmentIds, added } = await keepAttachments(attachments, ownerId, wanted);
  const discard = () => attachments.discard(added).catch(() => undefined);
  const outcome = await turns.add({ ...question, attachmentIds }).catch(async (error: unknown) => {
    await discard();
    throw error;
  });
  // Nothing refers to them. Where they can't be taken back now, they go after a day.
  if (outcome.kind !== 'stored') await discard();
  return outcome;
}
