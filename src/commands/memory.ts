import { z } from 'zod';
import { readConfig, readServerUrl } from '../config/config.ts';
import { DirectoryInUseError } from '../database/data-directory.ts';
import {
  CheckMemoryDocument,
  CheckUserMemoryDocument,
  type JobPartsFragment,
  RebuildMemoryDocument,
} from '../generated/graphql.ts';
import { encodeGlobalId, readId, VIEWER_ID_TYPE } from '../global-id.ts';
import { createLog } from '../log.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import { withMemory } from '../without-server.ts';
import { readArguments, requireAddress } from './arguments.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { createJobConnection, type JobConnection } from './connection/job-connection.ts';
import { ConnectionError } from './connection/server-client.ts';
import { surroundingsOf } from './surroundings.ts';
import { createProgressLine } from './terminal/progress-line.ts';

const WORK = ['rebuild', 'check'] as const;

/** What is to be done. */
interface Work {
  readonly kind: (typeof WORK)[number];
  /** Of this user alone. */
  readonly ownerId: string | undefined;
  readonly isEverybody: boolean;
  readonly processes: 'ASKED' | 'ALL';
}

export const memoryCommand: Command = {
  name: 'memory',
  summary: 'Rebuild the index of memories, or check it against the database',
  usage: `Usage: lex memory rebuild|check [--user ID | --everybody] [--all-processes] [--url URL] [--key KEY]

rebuild  makes the index that answers recalls again from the database, of everybody or of one user; a running server
         answers from the old one until the new one is whole
check    compares the database with the index, says what differs, and exits with 1 if anything does

Each process has the memories of those whom it serves. When a server runs with this LEX_DATA_DIR, it does the work as a
job in the process that is asked, or in all; a check is then of the memories of the one whose key is given. Else it is
done here, for all whose memories are in the data directory.

  --user ID        only the memories of this user, by an id; the key must be an administrator's
  --everybody      check those of everybody whom the process serves; the key must be an administrator's
  --all-processes  in each process of the deployment, and not only the one that is asked
  --url URL        the server's GraphQL endpoint  (default: http://HOST:PORT/graphql, if a server has the directory)
  --key KEY        an API key, where the server asks for one`,
  async run(args, terminal) {
    const accepted = { options: ['url', 'key', 'user'], flags: ['everybody', 'all-processes'], words: 1 } as const;
    const { options, flags, words } = readArguments(args, accepted);
    const kind = WORK.find((each) => each === words[0]);
    if (!kind) throw new UsageError('Say what to do: lex memory rebuild, or lex memory check.');
    const work: Work = {
      kind,
      ownerId: options.user === undefined ? undefined : readUser(options.user),
      isEverybody: flags.has('everybody'),
      processes: flags.has('all-processes') ? 'ALL' : 'ASKED',
    };
    if (work.isEverybody && work.ownerId !== undefined) throw new UsageError('Give --user or --everybody, not both.');
    if (options.url !== undefined) {
      requireAddress(options.url);
      return onServer(work, options.url, options.key, terminal);
    }
    const config = readConfig(terminal.environment);
    const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
    terminal.onLog(log);
    try {
      return await withMemory(config, surroundingsOf(terminal, log), (memory) => here(work, memory, terminal));
    } catch (error) {
      if (!(error instanceof DirectoryInUseError)) throw error;
      return onServer(work, `${readServerUrl(terminal.environment)}/graphql`, options.key, terminal);
    }
  },
};

const processes = z.array(
  z.object({
    process: z.string(),
    state: z.enum(['DONE', 'FAILED', 'SILENT']),
    partitions: z.number(),
    error: z.string().optional(),
  }),
);
type Processes = z.infer<typeof processes>;

/** The part of a rebuild's result that is printed. */
const rebuilt = z.object({ processes });

/** The part of a check's result that is printed. */
const checked = z.object({
  processes: processes.optional(),
  checked: z.number(),
  different: z.number(),
  differences: z.array(
    z.object({
      id: z.string(),
      namespace: z.string().optional(),
      key: z.string().optional(),
      differs: z.array(z.string()).readonly(),
      process: z.string().optional(),
    }),
  ),
});

async function here(work: Work, memory: MemoryService, terminal: Terminal): Promise<number> {
  const line = createProgressLine(terminal);
  const signal = terminal.stopped;
  const onProgress = async (share: number, step: string) => line.show(share * 100, step);
  const options = { ownerId: work.ownerId, mayLoad: true, signal, onProgress };
  try {
    if (work.kind === 'rebuild') {
      await memory.rebuild(options);
      line.clear();
      return sayRebuilt([], terminal);
    }
    const { differences, ...counts } = await memory.check(options);
    line.clear();
    return sayChecked(
      { ...counts, differences: differences.map(({ memoryId, ...rest }) => ({ id: memoryId, ...rest })) },
      terminal,
    );
  } catch (error) {
    line.clear();
    if (!signal.aborted) throw error;
    terminal.stderr.write('Stopped; nothing was changed.\n');
    return 1;
  }
}

async function onServer(work: Work, url: string, key: string | undefined, terminal: Terminal): Promise<number> {
  const connection = createJobConnection({ url, key });
  const line = createProgressLine(terminal);
  try {
    const job = await follow(work, connection, ({ progress, step }) =>
      line.show(progress, step ?? 'Waiting for its turn'),
    );
    line.clear();
    if (job.state !== 'COMPLETED') {
      terminal.stderr.write(`${job.error ?? 'The job was cancelled.'}\n`);
      return 1;
    }
    return work.kind === 'rebuild'
      ? sayRebuilt(rebuilt.parse(job.result).processes, terminal)
      : sayChecked(checked.parse(job.result), terminal);
  } catch (error) {
    line.clear();
    if (!(error instanceof ConnectionError)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    await connection.close();
  }
}

function follow(
  work: Work,
  connection: JobConnection,
  onChange: (job: JobPartsFragment) => void,
): Promise<JobPartsFragment> {
  const { kind, ownerId, isEverybody, processes } = work;
  const userId = ownerId === undefined ? null : encodeGlobalId(VIEWER_ID_TYPE, ownerId);
  const ofUser = { userId, processes };
  if (kind === 'rebuild') {
    const start = { document: RebuildMemoryDocument, variables: ofUser };
    return connection.run(start, ({ rebuildMemory }) => rebuildMemory, onChange);
  }
  if (userId !== null || isEverybody) {
    const start = { document: CheckUserMemoryDocument, variables: ofUser };
    return connection.run(start, ({ checkUserMemory }) => checkUserMemory, onChange);
  }
  const start = { document: CheckMemoryDocument, variables: { processes } };
  return connection.run(start, ({ checkMemory }) => checkMemory, onChange);
}

/** An id as the database has it, or as the API does. */
function readUser(id: string): string {
  try {
    return z.uuid().safeParse(id).data ?? readId(VIEWER_ID_TYPE, id);
  } catch {
    throw new UsageError(`--user takes the id of a user, not ${JSON.stringify(id)}.`);
  }
}

/** Says which processes it was, where that isn't plain. @returns whether all of them did it */
function sayProcesses(all: Processes, { stdout }: Terminal): boolean {
  if (all.length === 1 && all[0]?.state === 'DONE') return true;
  for (const { process, state, partitions, error } of all) {
    const said = {
      DONE: `done for ${partitions} ${partitions === 1 ? 'user' : 'users'} whose memories it has`,
      FAILED: error ?? 'it failed',
      SILENT: 'it tells nothing any more',
    };
    stdout.write(`${process}: ${said[state]}\n`);
  }
  return all.every(({ state }) => state === 'DONE');
}

function sayRebuilt(all: Processes, terminal: Terminal): number {
  if (!sayProcesses(all, terminal)) return 1;
  terminal.stdout.write('The index was rebuilt.\n');
  return 0;
}

function sayChecked(result: z.infer<typeof checked>, terminal: Terminal): number {
  const { checked: count, different, differences } = result;
  const { stdout } = terminal;
  const isWhole = sayProcesses(result.processes ?? [], terminal);
  for (const { id, namespace, key, differs, process } of differences) {
    const name = key === undefined ? id : `${namespace}/${key}`;
    stdout.write(`${JSON.stringify(name)}: ${differs.join(', ')}${process === undefined ? '' : ` (${process})`}\n`);
  }
  if (different > differences.length) stdout.write(`and ${different - differences.length} more\n`);
  stdout.write(
    different === 0
      ? `The index has all ${count} memories as the database has them.\n`
      : `${different} of ${count} memories differ: \`lex memory rebuild\` makes the index again.\n`,
  );
  return different === 0 && isWhole ? 0 : 1;
}
