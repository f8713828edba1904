import { afterAll, beforeAll, expect, it } from 'vitest';
import { sharedPostgres } from '../support/servers/shared-postgres.ts';
import { sharedRedis } from '../support/servers/shared-redis.ts';
import { PageRunner, type Replacements } from './page-runner.ts';
import { commandsOf, PAGES, type PageCommand } from './read-commands.ts';
import { TESTED_ELSEWHERE } from './tested-commands.ts';

/** What takes long on the pages is run in short, and what is meant to be filled in is filled in. */
const replacements: (readonly [string, string])[] = [
  ['HOST=0.0.0.0', 'HOST=127.0.0.1'],
  ['lex-….tar.gz', 'lex-*.tar.gz'],
  ['--key lex_…', '--key "$(npm run -s lex -- keys create --user docs)"'],
  ['npm run -s lex -- chat', 'echo "my dentist appointment is on Friday" | npm run -s lex -- chat'],
  ['--users 200 --duration 2m', '--users 3 --duration 3s'],
  [
    '--rate 50 --users 500 --p95-ack 200',
    '--rate 5 --users 5 --duration 3s --p95-ack 100000 --url http://127.0.0.1:4000',
  ],
];

/** Files that are sent have to be there, and the addresses to which they are put. */
const CAT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const addressOf = (mutation: string, input: string) =>
  `$(curl -s http://127.0.0.1:4000/graphql -H 'content-type: application/json' ` +
  `-d '{ "query": "mutation { ${mutation}(input: { ${input} }) { url } }" }' | sed 's/.*"url":"\\([^"]*\\)".*/\\1/')`;
replacements.push(
  ['curl --fail --data-binary @cat.png', `echo ${CAT} | base64 -d > cat.png; curl --fail --data-binary @cat.png`],
  [
    'curl --fail -T manual.pdf',
    `printf 'The ferry leaves at six.' > manual.pdf
     URL=${addressOf('ingestUpload', 'name: \\"manual.pdf\\", bytes: 24')}
     curl --fail -T manual.pdf`,
  ],
  [
    'curl --fail --upload-file archive.zip',
    `printf '[]' > archive.zip
     url=${addressOf('importConversations', 'name: \\"archive.zip\\", bytes: 2')}
     curl --fail --upload-file archive.zip`,
  ],
  // Not into what the tests are run with.
  ['npm install @echogarden', 'mkdir beside && npm install --prefix beside --no-audit --no-fund @echogarden'],
);

/** What has happened before on a page. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'docs/backup.md': ['npm start'],
  'docs/operating.md': ['npm start'],
  'docs/security.md': ['npm start', 'npm run -s lex -- chat'],
};
const NEEDS_SERVER = /127\.0\.0\.1:4000|lex\.example\.com\/graphql|lex -- chat|loadtest/;

const closers: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  const [postgres, redis] = [await sharedPostgres(), await sharedRedis()];
  closers.push(
    () => postgres.close(),
    () => redis.close(),
  );
  replacements.push(['DATABASE_URL=…', `DATABASE_URL='${await postgres.createDatabase()}'`]);
  replacements.push(['REDIS_URL=…', `REDIS_URL='${redis.url}'`]);
});
afterAll(async () => {
  for (const close of closers) await close();
});

const elsewhere = new Set(TESTED_ELSEWHERE.map(({ command }) => command));
const pages = PAGES.map((page) => ({ page, commands: commandsOf(page).filter(({ text }) => !elsewhere.has(text)) }));

it.each(pages.filter(({ commands }) => commands.length > 0))(
  'the commands of $page work',
  async ({ page, commands }) => {
    const runner = await PageRunner.open(replacements satisfies Replacements);
    for (const text of BEFORE[page] ?? []) await runner.run({ text });
    if (BEFORE[page]) await runner.stop();
    for (const command of commands) {
      if (NEEDS_SERVER.test(command.text)) await runner.serve();
      expect(answerOf(command, await runner.run(command))).toEqual(expectedOf(command));
    }
    await runner.stop();
  },
);

/** What a command printed, where the page says what that is. */
const answerOf = ({ answer }: PageCommand, stdout: string): unknown =>
  answer === undefined ? undefined : JSON.parse(stdout);
const expectedOf = ({ answer }: PageCommand): unknown => (answer === undefined ? undefined : JSON.parse(answer));
