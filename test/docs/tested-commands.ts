/** A command that is run elsewhere than by run-commands.test.ts, since it takes what isn't here, or takes long. */
export interface TestedCommand {
  readonly command: string;
  /** The test that runs it, or the script of CI in which it stands. */
  readonly by: { readonly file: string; readonly title: string } | { readonly ci: string };
}

const CI = '.ci/run';

/** Every command of the pages that stands here is left out by run-commands.test.ts; all others are run by it. */
export const TESTED_ELSEWHERE: readonly TestedCommand[] = [
  { command: 'npm ci', by: { ci: CI } },
  { command: 'npm test', by: { ci: CI } },
  { command: 'npm run check', by: { ci: CI } },
  { command: 'npm run test:node24', by: { ci: CI } },
  {
    command: 'npm run dev',
    by: {
      file: 'test/scripts/dev.test.ts',
      title: 'serves the console from its sources, reloads it when a page is edited, and ends with its server',
    },
  },
  {
    // It takes minutes, and tells by its end how much else the machine had to do. This is the same program.
    command: 'npm run bench',
    by: {
      file: 'test/bench/scale/scale.test.ts',
      title: 'fills a thousandth, measures all of it beside an empty deployment, and leaves nothing',
    },
  },
  {
    command: 'npm run loadtest',
    by: {
      file: 'test/bench/loadtest/real-server.test.ts',
      title: 'follows replies over WebSockets, with keys that it makes and ends',
    },
  },
  {
    command: 'npm run cluster',
    by: {
      file: 'test/cluster/cluster-command.test.ts',
      title: 'Ctrl-C %s stops everything in its turn, and leaves nothing',
    },
  },
  {
    command: 'npm run chaos',
    by: { file: 'test/scripts/chaos/chaos-command.test.ts', title: 'is given up on Ctrl-C %s, and leaves nothing' },
  },
  {
    command: 'docker compose up --build',
    by: {
      file: 'test/image/compose.test.ts',
      title: 'builds Lex and takes it from nowhere else, lets it finish, and begins it after the migrations',
    },
  },
  {
    command: 'docker build -t lex . && docker run --network host --stop-timeout 25 -v lex:/data lex',
    by: {
      file: 'test/image/image.test.ts',
      title: 'is built from what .dockerignore lets through, answers, and finds itself healthy',
    },
  },
  {
    command: 'pg_dump --format=custom --file=lex.dump "$DATABASE_URL"',
    by: {
      file: 'test/backup/postgres-tools.test.ts',
      title: 'what pg_dump took from a running cluster is restored by pg_restore, with an empty Redis',
    },
  },
  {
    command: 'pg_basebackup --pgdata=/var/backups/lex/base --checkpoint=fast …',
    by: {
      file: 'test/backup/postgres-tools.test.ts',
      title: 'what pg_basebackup took from a running cluster is a server again, with an empty Redis',
    },
  },
  {
    command: 'kill -USR2 PID',
    by: {
      file: 'test/tracing/processes.test.ts',
      title: 'without an endpoint nothing of it is loaded; a signal changes the level of the log and back',
    },
  },
  {
    command: 'npm install lex-server-0.1.0.tgz',
    by: {
      file: 'test/package/package.test.ts',
      title: 'is installed into an empty folder, and serves without what builds it',
    },
  },
  {
    command: 'npx --no-install lex serve',
    by: {
      file: 'test/package/package.test.ts',
      title: 'is installed into an empty folder, and serves without what builds it',
    },
  },
];
