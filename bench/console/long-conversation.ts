import { setTimeout as sleep } from 'node:timers/promises';
import { ConversationsDocument, ImportConversationsDocument } from '../../src/generated/graphql.ts';
import { chatgpt } from '../../test/support/archives/made-archives.ts';
import { GraphqlClient } from '../../test/support/clients/graphql-client.ts';

const STORED_WITHIN_MS = 60_000;

/**
 * Has an empty server import a conversation of so many messages.
 *
 * @returns the address of its page, after the server's
 */
export async function importLongConversation(url: string, messages: number): Promise<string> {
  const said = Array.from({ length: messages }, (_, place) => ({
    id: `m${place}`,
    parent: place === 0 ? 'root' : `m${place - 1}`,
    role: place % 2 === 0 ? 'user' : 'assistant',
    text: `Message ${place}. ${'It goes **on**, with a word of `code` in it. '.repeat(place % 17)}`,
  }));
  const archive = JSON.stringify([chatgpt('long', 'A long conversation', said)]);
  const client = new GraphqlClient(url);
  const bytes = Buffer.byteLength(archive);
  const { importConversations } = await client.run(ImportConversationsDocument, {
    input: { name: 'conversations.json', bytes },
  });
  const put = await fetch(url + importConversations.url, { method: 'PUT', body: archive });
  if (!put.ok) throw new Error(`The import was refused: ${await put.text()}`);

  const late = AbortSignal.timeout(STORED_WITHIN_MS);
  while (!late.aborted) {
    const [edge] = (await client.run(ConversationsDocument, { first: 1 })).conversations.edges;
    if (edge) return `#/chat/${encodeURIComponent(edge.node.id)}`;
    await sleep(100);
  }
  throw new Error('The conversation was not imported in time.');
}
