import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from '../config/config.ts';
import { settingDigests } from '../config/setting-digests.ts';
import { openFilesLimit } from './open-files-limit.ts';
import type { ProcessCard } from './process-card.ts';

/** Makes the card of this process, as it is at its start. */
export function ownCard(config: Config, version: string): ProcessCard {
  const limit = openFilesLimit();
  return {
    id: randomUUID(),
    host: hostname().slice(0, 255),
    pid: process.pid,
    role: config.role,
    version,
    node: process.versions.node,
    startedAt: new Date().toISOString(),
    openFiles: Number.isFinite(limit) ? (limit ?? null) : null,
    settings: settingDigests(config),
  };
}
