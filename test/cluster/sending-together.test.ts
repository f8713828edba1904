import { expect, it } from 'vitest';
import { ChatDocument, ConversationDocument, MessageDocument } from '../../src/generated/graphql.ts';
import { GraphqlRefusal } from '../support/clients/graphql-client.ts';
import { collect } from '../support/clients/subscription-client.ts';
import { type ClusterNode, clusterTests, kindsOf } from '../support/lex/cluster.ts';
import { promptsOf } from '../support/models/prompts.ts';

const startCluster = clusterTests();
const TOGETHER = 50;

/** Sends until it is taken: ten wait at a time. */
async function sendUntilTaken(node: ClusterNode, input: Parameters<typeof sendOnce>[1]) {
  for (;;) {
    const sent = await sendOnce(node, input).catch((error: unknown) => {
      if (error instanceof GraphqlRefusal && error.code === 'CONFLICT') return undefined;
      throw error;
    });
    if (sent) return sent;
  }
}

const sendOnce = async (
  { client }: ClusterNode,
  input: { message: string; conversationId: string; whenBusy?: 'QUEUE' | 'INTERRUPT' | 'REJECT' },
) => (await client.run(ChatDocument, { input })).chat;

it.each(['QUEUE', 'INTERRUPT'] as const)(
  'of messages sent at the same time to two servers (%s) each follows another, and none two the same',
  async (whenBusy) => {
    const cluster = await startCluster();
    const nodes = [await cluster.startNode('all'), await cluster.startNode('all')] as const;
    const [one] = nodes;
    const { chat: first } = await one.client.run(ChatDocument, { input: { message: 'begin', waitMs: 30_000 } });
    const { id } = first.conversation;
    const sent = await Promise.all(
      Array.from({ length: TOGETHER }, (_, index) => {
        const input = { message: `number ${index}`, conversationId: id, whenBusy };
        return sendUntilTaken(nodes[index % 2] ?? one, input);
      }),
    );
    const ends = await Promise.all(sent.map(({ reply }) => collect(one.follow(reply.id))));
    const parents = await Promise.all(
      sent.map(async ({ message }) => (await one.client.run(MessageDocument, { id: message.id })).message?.parent?.id),
    );
    const replies = new Set([first.reply.id, ...sent.map(({ reply }) => reply.id)]);
    expect(new Set(parents).size).toBe(TOGETHER);
    for (const parent of parents) expect(replies).toContain(parent);
    const { conversation } = await one.client.run(ConversationDocument, { id, last: 1 });
    expect(conversation?.messages.totalCount).toBe(2 * (TOGETHER + 1));
    const kinds = ends.map((events) => kindsOf(events).at(-1));
    if (whenBusy === 'QUEUE') {
      expect(new Set(kinds)).toEqual(new Set(['COMPLETED']));
      // Each was asked for when all before it were there: a prompt for each length.
      const lengths = promptsOf(cluster.provider).map((turns) => turns.length);
      expect(lengths).toEqual(Array.from({ length: TOGETHER + 1 }, (_, index) => 2 * index + 1));
    } else {
      expect(kinds).toContain('COMPLETED');
      expect(kinds.every((kind) => kind === 'COMPLETED' || kind === 'STOPPED')).toBe(true);
    }
  },
  180_000,
);
