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
  'Remember that I take my coffee black.',
  'Remember that my sister Ada lives in Lisbon.',
  'Where does my sister live?',
  'What is 17 * 23?',
];
const OTHERS = ['Trip to the mountains', 'Bread without kneading', 'Questions for the landlord'];
const MEMORIES = [
  { key: 'allergy', content: 'Peanuts are not for me: I am allergic to them.', tags: ['food'] },
  { key: 'bicycle', content: 'My bicycle has the frame number WX-4711.', tags: ['things'] },
];
const ENDED: readonly string[] = ['COMPLETED', 'FAILED', 'STOPPED'];
const ANSWERS_WITHIN_MS = 60_000;

/** Fills an empty server with a conversation, others beside it, memories and jobs. @returns the conversation's id */
export async function playConversation(url: string): Promise<string> {
  const client = new GraphqlClient(url);
  for (const title of OTHERS) await client.run(CreateConversationDocument, { title });
  for (const input of MEMORIES) await client.run(RememberDocument, { input });
  let conversationId: string | undefined;
  for (const message of SAID) {
    const { chat } = await client.run(ChatDocument, { input: { conversationId, message } });
    conversationId = chat.conversation.id;
    await ended(client, chat.reply.id);
  }
  if (conversationId === undefined) throw new Error('Nothing was said.');
  await client.run(UpdateConversationDocument, { id: conversationId, title: 'Coffee and Lisbon' });
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
