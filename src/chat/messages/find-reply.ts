import { BadUserInputError, NotFoundError } from '../../errors.ts';
import type { Message } from './message.ts';
import type { MessageStore } from './message-store.ts';

/**
 * One of the owner's replies.
 *
 * @throws {NotFoundError} when there is no such message
 * @throws {BadUserInputError} when a user wrote it
 */
export async function findReply(messages: Pick<MessageStore, 'byId'>, ownerId: string, id: string): Promise<Message> {
  const message = await messages.byId(ownerId, id);
  if (!message) throw new NotFoundError('message');
  if (message.role !== 'ASSISTANT')
    throw new BadUserInputError('This message was written by a user: take the id of a reply.');
  return message;
}
