import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { channelPath } from '../../edge/machine-channel.ts';
import { LexError, messageOf, StartError } from '../../errors.ts';

/** How long a server may take to carry out an order, in milliseconds. The longest is the deletion of a user. */
const ANSWER_MS = 150_000;

const refusal = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/**
 * Sends an order to the server that has a data directory, over the channel that only its own user can open.
 *
 * @returns what it answers, as JSON gives it
 * @throws {LexError} when the server refuses the order
 * @throws {StartError} when the channel can't be opened
 */
export async function orderFromServer(dataDir: string, order: object): Promise<unknown> {
  const path = channelPath(dataDir);
  const answer = await new Promise<unknown>((resolve, reject) => {
    const sent = request({ socketPath: path, method: 'POST', path: '/', timeout: ANSWER_MS }, (response) => {
      json(response).then(resolve, reject);
    });
    sent.once('timeout', () => sent.destroy(new Error('it does not answer')));
    sent.once('error', reject);
    sent.end(JSON.stringify(order));
  }).catch((error: unknown) => {
    throw new StartError(`The server that has ${dataDir} can't be reached at ${path}: ${messageOf(error)}.`);
  });
  const refused = refusal.safeParse(answer).data?.errors[0];
  if (refused) throw new LexError('CONFLICT', refused.message);
  return answer;
}
