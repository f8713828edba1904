import OpenAI from 'openai';
import { expect, it } from 'vitest';
import { clusterTests } from '../support/lex/cluster.ts';

const PIECES = Array.from({ length: 12 }, (_, index) => `word${index} `);
const startCluster = clusterTests({ sharesRedis: true });

it('a completion that is kept goes on, each word once, when the worker that writes it is killed', async () => {
  const cluster = await startCluster();
  const asked = await cluster.startNode('serve');
  const killed = await cluster.startNode('all');
  const { provider } = cluster;
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  provider.release(4);
  const client = new OpenAI({
    baseURL: `${asked.lex.url}/v1`,
    apiKey: 'none',
    maxRetries: 0,
    defaultHeaders: { 'x-lex-conversation': 'new' },
  });
  const stream = await client.chat.completions.create({
    model: 'compatible/any',
    messages: [{ role: 'user', content: 'Count.' }],
    stream: true,
  });
  let text = '';
  let other: Promise<unknown> | undefined;
  for await (const { choices } of stream) {
    text += choices[0]?.delta.content ?? '';
    if (other || !text.includes('word2')) continue;
    killed.lex.kill('SIGKILL');
    await killed.lex.exited;
    provider.releaseAll();
    other = cluster.startNode('all');
  }
  await other;
  expect(text).toBe(PIECES.join(''));
}, 180_000);
