import { DirectoryInUseError } from '../../database/data-directory.ts';
import { lookIntoDirectory } from '../../database/examine/look-into-directory.ts';
import { messageOf, StartError } from '../../errors.ts';
import type { Check, Examined } from '../findings/check.ts';
import { type NamedFinding, named, ok, problem, unchecked } from '../findings/finding.ts';
import { sentence } from '../findings/sentence.ts';
import { judgeMigrations } from './judge-migrations.ts';

/** The embedded database may have to be compiled, opened and tidied up after a kill. */
const OPENS_MS = 60_000;

/** The embedded database: as the server that has it tells, or opened here when none runs. */
export const embeddedDatabase: Check = {
  name: 'database',
  timeoutMs: ({ config }) => (config && !config.databaseUrl ? OPENS_MS : 1_000),
  async run(examined) {
    const { config } = examined;
    // Of PostgreSQL, and of settings that can't be used, another check tells.
    if (!config || config.databaseUrl) return [];
    return lookHere(config.dataDir, examined).catch((error: unknown) => {
      if (error instanceof DirectoryInUseError) return askServer(examined);
      if (!(error instanceof StartError)) throw error;
      const fix = 'Restore the data directory from a backup, or set LEX_DATA_DIR to another.';
      return named('database', [problem(sentence(error.message), fix)]);
    });
  },
};

async function lookHere(dataDir: string, examined: Examined): Promise<NamedFinding[]> {
  const facts = await lookIntoDirectory(dataDir, examined);
  if (!facts) return named('database', [ok('There is no embedded database yet: the first start makes one.')]);
  const says = `The embedded database opens; no server runs. It is PostgreSQL ${facts.version}.`;
  return [
    ...named('database', [ok(says, { version: facts.version })]),
    ...named('database.migrations', [judgeMigrations(facts, { applies: true })]),
  ];
}

async function askServer({ report }: Examined): Promise<NamedFinding[]> {
  try {
    const { database, components } = await report();
    const state = components.find(({ name }) => name === 'database');
    if (!database || state?.state !== 'UP') {
      const says = `The server says that its database doesn't work: ${state?.detail ?? 'it gave no reason'}.`;
      return named('database', [problem(sentence(says), 'Look into its log, and start it again.')]);
    }
    const facts = { version: database.version, latencyMs: Math.round(state.latencyMs * 100) / 100 };
    const says = `The embedded database answers in the server that runs. It is PostgreSQL ${database.version}.`;
    return [
      ...named('database', [ok(says, facts)]),
      ...named('database.migrations', [judgeMigrations(database, { applies: true })]),
    ];
  } catch (error) {
    const why = `Another process has the data directory, and can't be asked: ${messageOf(error)}`;
    return named('database', [unchecked(sentence(why), 'Stop that process, or run this as its user.')]);
  }
}
