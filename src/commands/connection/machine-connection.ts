import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import type { Backup } from '../../backup/backup-service.ts';
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
  throwRefusal(answer);
  return answer;
}

/** How long a server may be silent while it sends a backup. Before its first byte there is a checkpoint. */
const SILENCE_MS = 5 * 60_000;

/**
 * Asks the server that has a data directory for a backup, over the same channel.
 *
 * @throws {LexError} when the server refuses
 * @throws {StartError} when the channel can't be opened, and, while it is read, when it is broken off
 */
export async function backupFromServer(dataDir: string): Promise<Backup> {
  const path = channelPath(dataDir);
  const sent = request({ socketPath: path, method: 'GET', path: '/', timeout: SILENCE_MS }).end();
  sent.once('timeout', () => sent.destroy(new Error('it does not answer')));
  try {
    const [response]: IncomingMessage[] = await once(sent, 'response');
    if (!response) throw new Error('it does not answer');
    if (response.statusCode !== 200) throwRefusal(await json(response));
    return { bytes: whole(response), about: Number(response.headers['x-lex-about-bytes']) };
  } catch (error) {
    if (error instanceof LexError) throw error;
    throw new StartError(`The server that has ${dataDir} can't be reached at ${path}: ${messageOf(error)}.`);
  }
}

async function* whole(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    yield* response;
  } catch {
    throw new StartError('The server broke the backup off, or ended: its log says why. Nothing was kept.');
  }
}

/** @throws {LexError} when an answer is a refusal */
function throwRefusal(answer: unknown): void {
  const refused = refusal.safeParse(answer).data?.errors[0];
  if (refused) throw new LexError('CONFLICT', refused.message);
}
