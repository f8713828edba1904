import pg from 'pg';
import { createWording, type Wording } from '../../../src/chat/search/words/wording.ts';
import { english } from '../../../src/language/terms/english.ts';
import { createRandom } from '../../../test/support/random.ts';
import { madeTexts } from '../../memory/made-corpus.ts';
import { MEMORIES_OF_OWNER, type Sizes } from '../sizes.ts';
import { fillConversations } from './fill-conversations.ts';
import { fillJobs } from './fill-jobs.ts';
import { bringTexts, fillMemories } from './fill-memories.ts';
import { fillKeyHolders, fillUsers, type KeyHolder } from './fill-users.ts';

/** Whom the deployment is measured by. */
export interface Filled {
  /** Each has {@link MEMORIES_OF_OWNER} memories. */
  readonly owners: readonly KeyHolder[];
  /** Has said the most. */
  readonly reader: KeyHolder;
  /** Has a few conversations, in the full deployment as in the empty one. */
  readonly guest: KeyHolder;
}

/** Texts are made once, and taken in turn: what they say is not what is measured. */
const TEXTS = 20_000;
const CONVERSATIONS_OF_GUEST = 20;
/** Some sort rows for an index, or gather its words. */
const MAINTENANCE_MEMORY = '512MB';
/** The words of a row go to many places in these: made when all rows are there, they take a fraction of the time. */
const WORDS_INDEXES = ['MessageWords_words_idx', 'TitleWords_words_idx'];

/**
 * Fills a migrated database by statements of its own: to say all that would take days. Messages and memories are stored
 * side by side.
 */
export async function fillDeployment(url: string, sizes: Sizes): Promise<Filled> {
  const clients = await Promise.all(Array.from({ length: 3 }, () => connect(url)));
  try {
    return await fill(clients, sizes);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`SET synchronous_commit = off; SET maintenance_work_mem = '${MAINTENANCE_MEMORY}'`);
  return client;
}

async function fill(clients: readonly pg.Client[], sizes: Sizes): Promise<Filled> {
  const [client, ...others] = clients;
  if (!client) throw new Error('Nobody fills.');
  const texts = madeTexts(TEXTS, createRandom(1));
  const wording = createWording(english);
  const users = await fillUsers(client, sizes.users);
  const [reader, guest] = await fillKeyHolders(client, 2);
  if (!reader || !guest) throw new Error('There is nobody to measure by.');
  const owners = await fillKeyHolders(client, sizes.owners);

  const say = (ownerIds: readonly string[], conversations: number) =>
    fillConversations(others, { ownerIds, conversations, textAt: (at) => texts[at % TEXTS] ?? '', wording });
  const remember = async (): Promise<void> => {
    await bringTexts(client, texts);
    await fillMemories(client, users, sizes.memoriesOfUser, TEXTS);
    const ids = owners.map(({ id }) => id);
    await fillMemories(client, ids, MEMORIES_OF_OWNER, TEXTS);
  };
  await withoutIndexes(client, WORDS_INDEXES, async () => {
    const remembering = remember();
    await say(users, sizes.conversations);
    await say([reader.id], sizes.conversationsOfReader);
    await say([guest.id], CONVERSATIONS_OF_GUEST);
    await remembering;
  });
  await fillJobs(client, sizes.jobs);
  await noteWords(client, wording);
  await client.query('VACUUM ANALYZE');
  return { owners, reader, guest };
}

/** Drops indexes for the time of some work, and makes them again. */
async function withoutIndexes(client: pg.Client, names: readonly string[], work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ indexdef: string }>(
    'SELECT indexdef FROM pg_indexes WHERE indexname = ANY($1)',
    [names],
  );
  if (rows.length !== names.length) throw new Error(`There are not all of the indexes ${names.join(', ')}.`);
  for (const name of names) await client.query(`DROP INDEX "${name}"`);
  await work();
  for (const { indexdef } of rows) await client.query(indexdef);
}

/** As upkeep does when it has looked all messages through. */
async function noteWords(client: pg.Client, { version }: Wording): Promise<void> {
  await client.query(
    `UPDATE "WordsProgress" SET "version" = $1, "checkedTo" = (SELECT COALESCE(max("number"), 0) FROM "Message")`,
    [version],
  );
}
