import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypedDocumentString } from '../../../src/generated/graphql.ts';
import { atEnd } from '../at-end.ts';
import { GraphqlClient, GraphqlRefusal } from '../clients/graphql-client.ts';
import { dataDirectory } from '../lex/data-directory.ts';
import { runLex, startLex } from '../lex/lex-process.ts';
import { scaledSettings } from '../servers/scaled-settings.ts';
import { whyNoPostgres } from '../servers/start-postgres.ts';
import { whyNoRedis } from '../servers/start-redis.ts';

/** Somebody who may sign in, and what they do without a page. */
export interface ConsoleUser {
  readonly key: string;
  run<Result, Variables>(document: TypedDocumentString<Result, Variables>, variables: Variables): Promise<Result>;
}

/** Lex with its console, where people sign in with keys. */
export interface ConsoleDeployment {
  /** Two addresses, of different processes if it has any. */
  readonly urls: readonly [string, string];
  /** Makes a user who has nothing yet. */
  makeUser(): Promise<ConsoleUser>;
}

const SETTINGS = { LEX_AUTH: 'keys', LEX_RATE_POINTS: '1000000000', LEX_LOG_LEVEL: 'info' };

/** Both ways of running Lex: by their names, how each is started (in `beforeAll`), and why it can't be here. */
export const CONSOLE_DEPLOYMENTS: readonly {
  readonly what: string;
  readonly start: () => Promise<ConsoleDeployment>;
  readonly missing: string | undefined;
}[] = [
  { what: 'by itself', start: startEmbedded, missing: undefined },
  { what: 'on many processes', start: startScaled, missing: whyNoPostgres() ?? whyNoRedis() },
];

async function startEmbedded(): Promise<ConsoleDeployment> {
  const settings = { ...SETTINGS, LEX_DATA_DIR: await dataDirectory(atEnd) };
  const lex = await startLex(settings, atEnd);
  return deploymentOf([lex.url, lex.url], settings);
}

async function startScaled(): Promise<ConsoleDeployment> {
  const path = await mkdtemp(join(tmpdir(), 'lex-test-'));
  atEnd(() => rm(path, { recursive: true, force: true }));
  const settings = { ...SETTINGS, ...(await scaledSettings()) };
  const of = (name: string) => ({ ...settings, LEX_DATA_DIR: join(path, name) });
  const [one, other] = await Promise.all([startLex(of('one'), atEnd), startLex(of('other'), atEnd)]);
  return deploymentOf([one.url, other.url], of('commands'));
}

function deploymentOf(urls: readonly [string, string], settings: Record<string, string>): ConsoleDeployment {
  const client = new GraphqlClient(urls[0]);
  return {
    urls,
    async makeUser() {
      const { stdout, stderr } = await runLex(['keys', 'create', '--user', randomUUID()], settings);
      const [key] = /lex_\S+/.exec(stdout) ?? [];
      if (key === undefined) throw new Error(`No key was made: ${stderr}`);
      return {
        key,
        async run<Result, Variables>(document: TypedDocumentString<Result, Variables>, variables: Variables) {
          const headers = { authorization: `Bearer ${key}` };
          const { data, errors } = await client.answer<Result>(document.toString(), variables, headers);
          if (errors) throw new GraphqlRefusal(errors);
          if (!data) throw new Error('The answer is empty.');
          return data;
        },
      };
    },
  };
}
