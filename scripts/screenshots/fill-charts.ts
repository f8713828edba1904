import { setTimeout } from 'node:timers/promises';
import { ChatDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../../test/support/clients/graphql-client.ts';

/** How many questions are asked, one after the other. */
const QUESTIONS = 40;
/** How long after each, in milliseconds: the charts show some time, so it has to pass. */
const PAUSE_MS = 600;

/** Asks for a while, so that the charts of a server that nobody uses have something to show. */
export async function fillCharts(url: string): Promise<void> {
  const client = new GraphqlClient(url);
  let conversationId: string | undefined;
  for (let asked = 1; asked <= QUESTIONS; asked++) {
    const input = { conversationId, message: `What is ${asked} * 12?`, waitMs: 5_000 };
    conversationId = (await client.run(ChatDocument, { input })).chat.conversation.id;
    await setTimeout(PAUSE_MS * (asked % 3));
  }
}
