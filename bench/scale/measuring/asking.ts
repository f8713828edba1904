import { GraphqlClient } from '../../../test/support/clients/graphql-client.ts';
import { median } from '../../measure.ts';

/** What a process does for the first time takes longer, and isn't measured. */
const WARM_UP = 20;
const TIMES = 60;
/** Whatever is kept of answers isn't asked. */
const FRESH = { 'cache-control': 'no-cache' };

const CHAT = 'mutation ($message: String!) { chat(input: { message: $message, waitMs: 30000 }) { reply { state } } }';

/** A client that shows a key. */
export function clientOf(url: string, key: string): GraphqlClient {
  return new GraphqlClient(url, { authorization: `Bearer ${key}` });
}

/** @throws when the answer has errors */
export async function ask<Result>(client: GraphqlClient, query: string, variables: object = {}): Promise<Result> {
  const { data, errors } = await client.answer<Result>(query, variables, FRESH);
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return data;
}

/** Sends a message, and waits for the end of its reply. */
export async function chat(client: GraphqlClient, message: string): Promise<void> {
  const answer = await ask<{ chat: { reply: { state: string } } }>(client, CHAT, { message });
  if (answer.chat.reply.state !== 'COMPLETED') throw new Error(`A reply is ${answer.chat.reply.state}.`);
}

/** How long something takes, in milliseconds. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The median time of something that is done again and again, one after the other, in milliseconds. */
export async function timed(work: (turn: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < WARM_UP + TIMES; turn++) {
    const time = await timeOf(() => work(turn));
    if (turn >= WARM_UP) times.push(time);
  }
  return median(times);
}
