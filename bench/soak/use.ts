import type { ChatClient } from '../chat-client.ts';

/** Of so many things that a user does, one asks how the server is, and one keeps something in mind. */
const STATUS_OF = 4;
const REMEMBER_OF = 8;
/** So many different things are kept in mind; each then again with other words. */
const KEYS = 100;

/** What a user does now: nearly always a chat, which is followed to its end. The same index is the same thing. */
export async function useOnce(client: ChatClient, index: number): Promise<void> {
  if (index % STATUS_OF === STATUS_OF - 1) await client.run('{ status { state components { name state } } }');
  if (index % REMEMBER_OF === 0) {
    const input = { key: `k${index % KEYS}`, content: `the number of the hour is ${index}` };
    await client.run('mutation ($input: MemoryInput!) { remember(input: $input) { id } }', { input });
    await client.run('{ recall(query: "which number has the hour", limit: 5) { memory { content } } }');
  }
  await client.chat(`what is ${index} times 7?`);
}
