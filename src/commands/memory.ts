import { z } from 'zod';
import { readConfig, readServerUrl } from '../config/config.ts';
import { DirectoryInUseError } from '../database/data-directory.ts';
import { CheckMemoryDocument, type JobPartsFragment, RebuildMemoryDocument } from '../generated/graphql.ts';
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
type Work = (typeof WORK)[number];

export const memoryCommand: Command = {
  name: 'memory',
  summary: 'Rebuild the index of memories, or check it against the database',
  usage: `Usage: lex memory rebuild|check [--url URL] [--key KEY]

rebuild  makes the index that answers recalls again from the database; a running server answers from the old one until
         the new one is whole
check    compares the database with the index, says what differs, and exits with 1 if anything does

When a server runs with this LEX_DATA_DIR, it does the work as a job, for the memories of the one whose key is given;
else it is done here, for everybody's.

  --url URL   the server's GraphQL endpoint  (default: http://HOST:PORT/graphql, if a server has the data directory)
  --key KEY   an API key, where the server asks for one`,
  async run(args, terminal) {
    const { options, words } = readArguments(args, { options: ['url', 'key'], words: 1 });
    const work = WORK.find((each) => each === words[0]);
    if (!work) throw new UsageError('Say what to do: lex memory rebuild, or lex memory check.');
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

/** The part of a check's result that is printed. */
const checked = z.object({
  checked: z.number(),
  different: z.number(),
  differences: z.array(
    z.object({
      id: z.string(),
      namespace: z.string().optional(),
      key: z.string().optional(),
      differs: z.array(z.string()).readonly(),
    }),
  ),
});

async function here(work: Work, memory: MemoryService, terminal: Terminal): Promise<number> {
  const line = createProgressLine(terminal);
  const signal = terminal.stopped;
  const onProgress = async (share: number, step: string) => line.show(share * 100, step);
  try {
    if (work === 'rebuild') {
      await memory.rebuild({ signal, onProgress });
      line.clear();
      return sayRebuilt(terminal);
    }
    const { differences, ...counts } = await memory.check({ ownerId: undefined, signal, onProgress });
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
    return work === 'rebuild' ? sayRebuilt(terminal) : sayChecked(checked.parse(job.result), terminal);
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
  return work === 'rebuild'
    ? connection.run(RebuildMemoryDocument, ({ rebuildMemory }) => rebuildMemory, onChange)
    : connection.run(CheckMemoryDocument, ({ checkMemory }) => checkMemory, onChange);
}

function sayRebuilt({ stdout }: Terminal): number {
  stdout.write('The index was rebuilt.\n');
  return 0;
}

function sayChecked({ checked: count, different, differences }: z.infer<typeof checked>, { stdout }: Terminal): number {
  for (const { id, namespace, key, differs } of differences) {
    const name = key === undefined ? id : `${namespace}/${key}`;
    stdout.write(`${JSON.stringify(name)}: ${differs.join(', ')}\n`);
  }
  if (different > differences.length) stdout.write(`and ${different - differences.length} more\n`);
  stdout.write(
    different === 0
      ? `The index has all ${count} memories as the database has them.\n`
      : `${different} of ${count} memories differ: \`lex memory rebuild\` makes the index again.\n`,
  );
  return different === 0 ? 0 : 1;
}
