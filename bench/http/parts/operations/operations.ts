import { z } from 'zod';
import { ask } from '../../measuring/ask.ts';
import type { Bench } from '../../measuring/open-bench.ts';
import { type Contestant, figuresOf, measureRounds } from '../../measuring/rounds.ts';
import type { Aim, Section } from '../../measuring/section.ts';
import { ratioOf, spreadOf } from '../../measuring/spread.ts';
import { ratio, shown } from '../../report/rows.ts';
import type { MeasuredServer } from '../../servers/measured-server.ts';
import { isFromCache } from '../aged.ts';
import { NO_CACHE, OPERATION } from '../plan.ts';
import { readOperation } from './read-operation.ts';

const conversations = z.object({
  conversations: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })).min(1) }),
});

/** The operations of Lex itself, from the cache and not, and those of the checkout before. */
export async function measureOperations(bench: Bench): Promise<Section> {
  const lex = await bench.lex('Lex');
  const before = await bench.before?.('Lex before');
  const head = ['operation', 'as it comes, requests/s', 'from the cache', '`no-cache`, requests/s'];
  const rows: string[][] = [[...head, ...(before ? ['before, requests/s', 'times as many as before'] : [])]];
  const aims: Aim[] = [];
  for (const { name, variables } of OPERATIONS) {
    // Each checkout is asked with the document that its own clients send.
    const bodyFor = async (server: MeasuredServer, checkout = bench.checkouts.now) =>
      JSON.stringify({ query: await readOperation(checkout, name), variables: await variables(server) });
    const body = await bodyFor(lex);
    const asItComes: Contestant = { name: 'as it comes', server: lex, body };
    const uncached: Contestant = { name: 'no-cache', server: lex, body, headers: NO_CACHE };
    const earlier: Contestant | undefined = before && {
      ...uncached,
      server: before,
      name: 'before',
      body: await bodyFor(before, bench.checkouts.before),
    };
    for (const each of [asItComes, ...(earlier ? [earlier] : [])]) await ask(each.server.url, each.body);
    const contestants = [asItComes, uncached, ...(earlier ? [earlier] : [])];
    const measured = await measureRounds(bench.load, contestants, OPERATION);
    const rates = (each: Contestant) => figuresOf(measured, each, 'perSecond');
    const row = [
      name,
      shown(spreadOf(rates(asItComes))),
      isFromCache(measured, asItComes) ? 'yes' : 'no',
      shown(spreadOf(rates(uncached))),
    ];
    if (!earlier) {
      rows.push(row);
      continue;
    }
    const times = ratioOf(rates(uncached), rates(earlier));
    rows.push([...row, shown(spreadOf(rates(earlier))), shown(times, ratio)]);
    if (name === 'Conversations') aims.push({ what: '20 conversations, uncached, of those before', measured: times });
  }
  return {
    title: 'operations of Lex',
    about: 'The documents of `schema/operations`, each with 20 of what it lists, on the whole server, embedded.',
    rows,
    aims,
    unit: 'requests/s',
    bars: [],
  };
}

const first20 = async () => ({ first: 20 });

const OPERATIONS: readonly {
  readonly name: string;
  readonly variables: (server: MeasuredServer) => Promise<object>;
}[] = [
  { name: 'Status', variables: async () => ({}) },
  { name: 'Viewer', variables: async () => ({}) },
  { name: 'Conversations', variables: first20 },
  { name: 'Conversation', variables: async (server) => ({ id: await firstConversation(server), last: 20 }) },
  { name: 'Jobs', variables: first20 },
  { name: 'Memories', variables: first20 },
  { name: 'Recall', variables: async () => ({ query: 'Which key opens a red door?' }) },
];

async function firstConversation({ url }: MeasuredServer): Promise<string> {
  const body = JSON.stringify({ query: '{ conversations(first: 1) { edges { node { id } } } }' });
  const { edges } = conversations.parse((await ask(url, body)).data).conversations;
  return edges[0]?.node.id ?? '';
}
