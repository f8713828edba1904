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

/**
 * Does several things by turns, so that whatever else the machine does meets all of them, and begins with another one
 * in each turn.
 *
 * @param works each resolves to the time that it took, in milliseconds
 * @returns the median time of each
 */
export async function timesByTurns(
  works: readonly ((turn: number) => Promise<number>)[],
  turns: number,
): Promise<readonly number[]> {
  const times = works.map((): number[] => []);
  for (let turn = 0; turn < turns; turn++) {
    for (let at = 0; at < works.length; at++) {
      const which = (turn + at) % works.length;
      const time = await works[which]?.(turn);
      if (time !== undefined) times[which]?.push(time);
    }
  }
  return times.map(median);
}

/** The median times of what is done again and again by turns, in milliseconds. */
export async function timed(works: readonly ((turn: number) => Promise<unknown>)[]): Promise<readonly number[]> {
  await timesByTurns(works.map(measuring), WARM_UP);
  return timesByTurns(works.map(measuring), TIMES);
}

const measuring = (work: (turn: number) => Promise<unknown>) => (turn: number) => timeOf(() => work(turn));
