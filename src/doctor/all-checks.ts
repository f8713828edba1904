import { embeddedDatabase } from './database/embedded-database.ts';
import { postgresServer } from './database/postgres-server.ts';
import { dataDirectory } from './directory/data-directory.ts';
import { diskRoom } from './directory/disk-room.ts';
import { fileSystem } from './directory/file-system.ts';
import { lmdbStores } from './directory/lmdb-stores.ts';
import { allFiles } from './files/all-files.ts';
import type { Check } from './findings/check.ts';
import { bodySize } from './front/body-size.ts';
import { certificate } from './front/certificate.ts';
import { eventStreams } from './front/event-streams.ts';
import { paths } from './front/paths.ts';
import { serverReach } from './front/server-reach.ts';
import { sockets } from './front/sockets.ts';
import { machineMemory } from './machine/machine-memory.ts';
import { nodeVersion } from './machine/node-version.ts';
import { openFiles } from './machine/open-files.ts';
import { allModels } from './models/all-models.ts';
import { allProcesses } from './processes/all-processes.ts';
import { redisServers } from './redis/redis-servers.ts';
import { exposure } from './settings/exposure.ts';
import { settingNames } from './settings/setting-names.ts';
import { settingValues } from './settings/setting-values.ts';
import { settingsTogether } from './settings/together.ts';
import { weakSecrets } from './settings/weak-secrets.ts';

/** What is about the settings and this machine, and takes no time. */
const HERE = [
  settingNames,
  settingValues,
  settingsTogether,
  weakSecrets,
  exposure,
  nodeVersion,
  openFiles,
  machineMemory,
  dataDirectory,
  diskRoom,
  fileSystem,
  lmdbStores,
];

/** The database by itself: to open the embedded one keeps this process from measuring times. */
const DATABASE = [embeddedDatabase, postgresServer];

const AROUND = [redisServers, allFiles, allProcesses, serverReach, allModels];

/** What is measured through a proxy. */
const FRONT = [certificate, paths, bodySize, sockets, eventStreams];

/** All checks, in the rounds in which they run and the order in which they are told. */
export const ALL_CHECKS: readonly (readonly Check[])[] = [HERE, DATABASE, AROUND, FRONT];
