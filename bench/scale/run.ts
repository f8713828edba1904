import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { whyNoPostgres } from '../../test/support/servers/start-postgres.ts';
import { whyNoRedis } from '../../test/support/servers/start-redis.ts';
import { machine } from '../table.ts';
import { measureCosts } from './measuring/costs.ts';
import { withDeployment } from './measuring/deployment.ts';
import { type Measured, measureByTurns } from './measuring/measure-by-turns.ts';
import { withMeasured } from './report/scaling-page.ts';
import { besideEmpty, ofOthers, ofReply, onDisk, onPaper, walls } from './report/tables.ts';
import { bytes, many } from './report/write-figures.ts';
import { emptySizes, fullSizes, MESSAGES_OF_CONVERSATION } from './sizes.ts';

// `npm run bench -- scale`: a deployment on PostgreSQL and Redis that holds much, beside one that holds next to
// nothing. `npm run bench -- scale 0.01` fills a hundredth. The whole one writes its figures into docs/scaling.md.

// Seen from dist/bench/main.js.
const PAGE = fileURLToPath(new URL('../../docs/scaling.md', import.meta.url));

const [, , , given = '1'] = process.argv;
const share = Number(given);
if (!(share > 0 && share <= 10))
  throw new Error('Say which share of the whole is to be filled: above 0, and 10 at most.');
const missing = whyNoPostgres() ?? whyNoRedis();
if (missing !== undefined) throw new Error(`A deployment can't be measured: ${missing}.`);

const [empty, full] = await withDeployment(emptySizes(share), (one) =>
  withDeployment(fullSizes(share), (other) => measureByTurns([one, other], measureCosts)),
);
const parts = [
  { name: 'beside an empty deployment', text: `${besideEmpty(empty, full)}\n\n${about(full)}` },
  { name: 'on disk', text: `${onDisk(full)}\n\n${ofTexts(full)}` },
  { name: 'of a reply', text: ofReply(full) },
  { name: 'of others', text: ofOthers(full) },
  { name: 'on paper', text: onPaper(full) },
  { name: 'walls', text: walls(full) },
];
process.stdout.write(`${parts.map(({ text }) => text).join('\n\n')}\n`);
const page = withMeasured(await readFile(PAGE, 'utf8'), parts);
if (share === 1) await writeFile(PAGE, page);

function about({ sizes, database, fillMs }: Measured): string {
  const { users, conversations, conversationsOfReader, jobs, memoriesOfUser } = sizes;
  const messages = MESSAGES_OF_CONVERSATION * (conversations + conversationsOfReader);
  const [of, takes] = [many(users), `${bytes(database.all)} on PostgreSQL’s disk`];
  return [
    `Full are ${many(messages)} messages and ${many(users * memoriesOfUser)} memories of ${of} users, and`,
    `${many(jobs)} ended jobs: ${takes}, filled in ${Math.round(fillMs / 1_000)} s.`,
    `${machine()}.`,
  ].join('\n');
}

function ofTexts({ database }: Measured): string {
  const [message, memory] = [bytes(database.messageText), bytes(database.memoryText)];
  return `The text of a message is ${message} long on average, that of a memory ${memory}.`;
}
