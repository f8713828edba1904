import { setTimeout } from 'node:timers/promises';
import {
  ChatDocument,
  CreateConversationDocument,
  MessageDocument,
  RememberDocument,
  SummarizeConversationDocument,
  UpdateConversationDocument,
} from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../../test/support/clients/graphql-client.ts';

/** What is said, with something to remember first. */
const SAID = [
  'Remember that my sister Ada lives in Lisbon, near the river.',
  'Remember that Ada is vegetarian.',
  'Where does my sister live?',
  'What is 3 * 48.50 + 12?',
];
const OTHERS = [
  { title: 'Bread without kneading', message: 'Remember that my oven runs 20 degrees too hot.' },
  { title: 'Questions for the landlord', message: 'Remember that the lease ends in March.' },
  { title: 'The way to work', message: 'What is 22 * 2 * 6.4?' },
];
const MEMORIES = [
  { key: 'allergy', content: 'Peanuts are not for me: I am allergic to them.', tags: ['food', 'health'] },
  { key: 'bicycle', content: 'My bicycle has the frame number WX-4711.', tags: ['things'] },
];
const ENDED: readonly string[] = ['COMPLETED', 'FAILED', 'STOPPED'];
const ANSWERS_WITHIN_MS = 60_000;

/** Fills an empty server with a conversation, others beside it, memories and jobs. @returns the conversation's id */
export async function playConversation(url: string): Promise<string> {
  const client = new GraphqlClient(url);
  for (const { title, message } of OTHERS) {
    const { createConversation } = await client.run(CreateConversationDocument, { title });
    const { chat } = await client.run(ChatDocument, { input: { conversationId: createConversation.id, message } });
    await ended(client, chat.reply.id);
  }
  for (const input of MEMORIES) await client.run(RememberDocument, { input });
  let conversationId: string | undefined;
  for (const message of SAID) {
    const { chat } = await client.run(ChatDocument, { input: { conversationId, message } });
    conversationId = chat.conversation.id;
    await ended(client, chat.reply.id);
  }
  if (conversationId === undefined) throw new Error('Nothing was said.');
  await client.run(UpdateConversationDocument, { id: conversationId, title: 'A weekend in Lisbon' });
  await client.run(SummarizeConversationDocument, { conversationId });
  return conversationId;
}

async function ended(client: GraphqlClient, id: string): Promise<void> {
  const late = AbortSignal.timeout(ANSWERS_WITHIN_MS);
  while (!late.aborted) {
    const { message } = await client.run(MessageDocument, { id });
    if (message && ENDED.includes(message.state)) return;
    await setTimeout(50);
  }
  throw new Error('There was no answer.');
}
