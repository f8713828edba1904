import { expect, it, vi } from 'vitest';
import { JobsDocument } from '../../src/generated/graphql.ts';
import { clusterTests } from '../support/lex/cluster.ts';
import { asksForSummary, strictModel } from '../support/models/strict-model.ts';
import { lastPrompt, prompts, systemOf, talkOf } from '../support/models/talks.ts';

const startCluster = clusterTests();
const CONTEXT = 3_000;
const long = (name: string) => `${name} ${'and so on and so forth, '.repeat(30)}`;

it('two processes keep one conversation within what the model takes, and learn of it from each other', {
  timeout: 600_000,
}, async () => {
  const cluster = await startCluster();
  const { provider } = cluster;
  provider.answerWith(strictModel({ contextTokens: CONTEXT, reply: (messages) => long(`re ${messages.length}`) }));
  const nodes = [await cluster.startNode('all'), await cluster.startNode('all')];
  const [one, two] = nodes.map(({ client }) => client);
  if (!one || !two) throw new Error('There are two.');
  const talk = talkOf(one);
  await talk.say('FACT: the boat is at the pier.');
  for (let n = 0; n < 30; n++) {
    const reply = await talkOf(n % 2 ? one : two, talk.id).say(long(`${n}`));
    expect(reply).toMatchObject({ state: 'COMPLETED', error: null });
  }
  await vi.waitFor(
    async () => {
      const { jobs } = await one.run(JobsDocument, { first: 50, kind: 'SUMMARIZE_BRANCH' });
      const states = jobs.edges.map(({ node }) => node.state);
      expect(states.length).toBeGreaterThan(1);
      expect(new Set(states)).toEqual(new Set(['COMPLETED']));
    },
    { timeout: 240_000, interval: 200 },
  );
  for (const client of [one, two]) {
    const { context } = await talkOf(client, talk.id).say('Where is the boat?');
    expect(context).toMatchObject({ turnsLeftOut: 0, limitTokens: CONTEXT });
    expect(systemOf(lastPrompt(provider))).toContain('FACT: the boat is at the pier.');
  }
  // No summary was asked for twice, whoever planned it.
  const asked = prompts(provider)
    .filter(asksForSummary)
    .map((messages) => messages.at(-1)?.content);
  expect(new Set(asked).size).toBe(asked.length);
});
