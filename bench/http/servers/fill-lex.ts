import { z } from 'zod';
import { ask } from '../measuring/ask.ts';

const CONVERSATIONS = 25;
const TURNS = 3;
const MEMORIES = 200;
const REPLY_WAIT_MS = 20_000;

const chatAnswer = z.object({
  chat: z.object({ conversation: z.object({ id: z.string() }), reply: z.object({ state: z.literal('COMPLETED') }) }),
});

/**
 * Gives a server conversations and memories.
 *
 * @param url of its GraphQL endpoint
 */
export async function fillLex(url: string): Promise<void> {
  const run = async (query: string, variables: object = {}) =>
    (await ask(url, JSON.stringify({ query, variables }))).data;
  // Nothing is to happen in the background once this is done.
  await run('mutation { updateViewer(drawsMemories: false) { id } }');
  const chat = 'mutation ($input: ChatInput!) { chat(input: $input) { conversation { id } reply { state } } }';
  for (let number = 1; number <= CONVERSATIONS; number++) {
    let conversationId: string | undefined;
    for (let turn = 1; turn <= TURNS; turn++) {
      const input = { message: `What is ${number} times ${turn}?`, conversationId, waitMs: REPLY_WAIT_MS };
      conversationId = chatAnswer.parse(await run(chat, { input })).chat.conversation.id;
    }
  }
  const input = Array.from({ length: MEMORIES }, (_, index) => ({ content: `The key ${index} opens a red door.` }));
  await run('mutation ($input: [MemoryInput!]!) { rememberMany(input: $input) { count } }', { input });
}
