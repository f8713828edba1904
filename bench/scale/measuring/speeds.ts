import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { GraphqlClient } from '../../../test/support/clients/graphql-client.ts';
import { createRandom } from '../../../test/support/random.ts';
import { median } from '../../measure.ts';
import { someWord } from '../../memory/made-corpus.ts';
import type { Filled } from '../fill/fill-deployment.ts';
import { ask, chat, clientOf, timed, timeOf, timesByTurns } from './asking.ts';
import { ADMIN_KEY } from './deployment.ts';
import type { Running } from './measure-by-turns.ts';

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
const queryOf = (turn: number) => ({ query: WORDS[turn % WORDS.length] });

/** Measures all of these deployments by turns. */
export async function measureSpeeds(all: readonly Running[]): Promise<readonly Speeds[]> {
  const by = (keyOf: (filled: Filled) => string) =>
    all.map(({ server, filled }) => clientOf(server.url, keyOf(filled)));
  const [guests, readers, admins] = [by((it) => it.guest.key), by((it) => it.reader.key), by(() => ADMIN_KEY)];
  const asked = (
    clients: readonly GraphqlClient[],
    query: string,
    variablesOf: (turn: number) => object = () => ({}),
  ) => timed(clients.map((client) => (turn) => ask(client, query, variablesOf(turn))));
  const times = {
    chat: await timed(guests.map((client) => (turn) => chat(client, `Good morning ${turn}`))),
    list: await asked(guests, LIST),
    search: await asked(guests, SEARCH, queryOf),
    searchOfOwn: await asked(readers, SEARCH, queryOf),
    titlesOfOwn: await asked(readers, TITLES, queryOf),
    status: await timesOfStatus(admins),
    ...(await timesOfRecalls(all)),
  };
  const at = (place: number) => (figure: keyof Speeds) => times[figure][place] ?? Number.NaN;
  return all.map((_, place) => speedsOf(at(place)));
}

const speedsOf = (of: (figure: keyof Speeds) => number): Speeds => ({
  chat: of('chat'),
  list: of('list'),
  search: of('search'),
  searchOfOwn: of('searchOfOwn'),
  titlesOfOwn: of('titlesOfOwn'),
  status: of('status'),
  firstRecall: of('firstRecall'),
  nextRecalls: of('nextRecalls'),
});

function timesOfStatus(admins: readonly GraphqlClient[]): Promise<readonly number[]> {
  return timesByTurns(
    admins.map((client) => async () => {
      await sleep(STATUS_EVERY_MS);
      return timeOf(() => ask(client, STATUS));
    }),
    STATUS_TIMES,
  );
}

/** Of each owner the first recall, and then some more; by turns of the owners. */
async function timesOfRecalls(
  all: readonly Running[],
): Promise<Record<'firstRecall' | 'nextRecalls', readonly number[]>> {
  const next = all.map((): number[] => []);
  const firstRecall = await timesByTurns(
    all.map(({ server, filled }, place) => async (owner) => {
      const client = clientOf(server.url, filled.owners[owner]?.key ?? '');
      const recall = (turn: number) => ask(client, RECALL, queryOf(turn));
      const first = await timeOf(() => recall(0));
      for (let turn = 1; turn <= NEXT_RECALLS; turn++) next[place]?.push(await timeOf(() => recall(turn)));
      return first;
    }),
    Math.min(...all.map(({ filled }) => filled.owners.length)),
  );
  return { firstRecall, nextRecalls: next.map(median) };
}

/** What is on the disk of a directory, in bytes. */
export async function diskOf(directory: string): Promise<number> {
  const { stdout } = await promisify(execFile)('du', ['-sk', directory]);
  return Number(stdout.split('\t')[0]) * 1_024;
}
