import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createRandom } from '../../../test/support/random.ts';
import { median } from '../../measure.ts';
import { someWord } from '../../memory/made-corpus.ts';
import type { ServerProcess } from '../../server-process.ts';
import type { Filled } from '../fill/fill-deployment.ts';
import { ask, chat, clientOf, timed, timeOf } from './asking.ts';

/** What is asked of a process: medians in milliseconds. */
export interface Speeds {
  readonly chat: number;
  readonly list: number;
  readonly search: number;
  readonly searchOfOwn: number;
  readonly titlesOfOwn: number;
  readonly status: number;
  readonly firstRecall: number;
  readonly nextRecalls: number;
}

/** What the process takes when it has served all owners, in bytes. */
export interface Taken {
  readonly disk: number;
  readonly resident: number;
}

/** The status is worked out once a second: asked later, it is another one. */
const STATUS_EVERY_MS = 1_100;
const STATUS_TIMES = 10;
const NEXT_RECALLS = 5;

const LIST = '{ conversations(first: 20) { edges { node { id title lastMessage { id content } } } } }';
const SEARCH = `query ($query: String!) {
  searchMessages(query: $query, first: 20) { edges { node { id } snippet { text } } }
}`;
const TITLES = 'query ($query: String!) { conversations(search: $query, first: 20) { edges { node { id title } } } }';
const STATUS = '{ status { state queues { name waiting active completed failed } components { name state } } }';
const RECALL = 'query ($query: String!) { recall(query: $query, limit: 10) { memory { id } } }';

const random = createRandom(2);
const WORDS = Array.from({ length: 20 }, () => someWord(random));

export async function measureSpeeds(
  { url }: ServerProcess,
  { guest, reader, owners }: Filled,
  adminKey: string,
): Promise<Speeds> {
  const [asGuest, asReader, asAdmin] = [guest.key, reader.key, adminKey].map((key) => clientOf(url, key));
  if (!asGuest || !asReader || !asAdmin) throw new Error('Nobody asks.');
  const query = (turn: number) => ({ query: WORDS[turn % WORDS.length] });
  return {
    chat: await timed((turn) => chat(asGuest, `Good morning ${turn}`)),
    list: await timed(() => ask(asGuest, LIST)),
    search: await timed((turn) => ask(asGuest, SEARCH, query(turn))),
    searchOfOwn: await timed((turn) => ask(asReader, SEARCH, query(turn))),
    titlesOfOwn: await timed((turn) => ask(asReader, TITLES, query(turn))),
    status: await timeOfStatus(() => ask(asAdmin, STATUS)),
    ...(await timeOfRecalls(
      owners.map(({ key }) => clientOf(url, key)),
      (client, turn) => ask(client, RECALL, query(turn)),
    )),
  };
}

async function timeOfStatus(status: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < STATUS_TIMES; turn++) {
    await sleep(STATUS_EVERY_MS);
    times.push(await timeOf(status));
  }
  return median(times);
}

async function timeOfRecalls<Client>(
  clients: readonly Client[],
  recall: (client: Client, turn: number) => Promise<unknown>,
): Promise<Pick<Speeds, 'firstRecall' | 'nextRecalls'>> {
  const first: number[] = [];
  const next: number[] = [];
  for (const client of clients) {
    first.push(await timeOf(() => recall(client, 0)));
    for (let turn = 1; turn <= NEXT_RECALLS; turn++) next.push(await timeOf(() => recall(client, turn)));
  }
  return { firstRecall: median(first), nextRecalls: median(next) };
}

/** What is on the disk of a directory, in bytes. */
export async function diskOf(directory: string): Promise<number> {
  const { stdout } = await promisify(execFile)('du', ['-sk', directory]);
  return Number(stdout.split('\t')[0]) * 1_024;
}
