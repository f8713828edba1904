import { SETTINGS } from './settings-table.ts';
import { settingsIn } from './table-values.ts';

/** Whose values have to be equal in all processes of a deployment: each process's own, those that answer, or all. */
export type SharedAmong = 'nobody' | 'those that answer' | 'all';

const { host, port, metricsPort, dataDir, databaseUrl, databasePoolSize, redisUrl, role, workerConcurrency } = SETTINGS;
const { auth, adminKey, jwt, oidc, graphiql, persistedOnly, allowedOrigins, allowedHosts, trustProxy } = SETTINGS;
const { adminQueues, openaiApi, memoryDiskMb } = SETTINGS;
const { rates, storagePerUser, bodyMaxBytes, persistedFile, logLevel, overload, memoryLimit } = SETTINGS;

const named = (table: Parameters<typeof settingsIn>[0]) => settingsIn(table).map(({ name }) => name);

/**
 * Where a process listens, keeps its own, and how much it does. One database and one Redis may have several addresses:
 * that they are the same ones is told apart by what is in them.
 */
const OWN: ReadonlySet<string> = new Set(
  named({
    host,
    port,
    metricsPort,
    dataDir,
    databaseUrl,
    databasePoolSize,
    redisUrl,
    role,
    workerConcurrency,
    overload,
    memoryLimit,
    memoryDiskMb,
    logLevel,
  })
    // A path; what is in the file is compared by nobody.
    .concat(persistedFile.name),
);

/** Without effect in a process that only runs jobs. */
const OF_THOSE_THAT_ANSWER: ReadonlySet<string> = new Set([
  ...named({ auth, adminKey, jwt, oidc, graphiql, persistedOnly, allowedOrigins, allowedHosts, trustProxy }),
  ...named({ rates, storagePerUser, bodyMaxBytes, adminQueues, openaiApi }),
]);

/** Among which processes a setting has to be the same; unless it says otherwise here, among all. */
export function sharedAmong(name: string): SharedAmong {
  if (OWN.has(name)) return 'nobody';
  return OF_THOSE_THAT_ANSWER.has(name) ? 'those that answer' : 'all';
}
