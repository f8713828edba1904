import { settingDigests } from '../../config/setting-digests.ts';
import { readIdentity } from '../../database/examine/read-identity.ts';
import { visitPostgres } from '../../database/examine/visit-postgres.ts';
import { messageOf, StartError } from '../../errors.ts';
import { createRedisProcessCards } from '../../processes/redis-process-cards.ts';
import { deploymentPrefix } from '../../redis/deployment-prefix.ts';
import { visitRedis } from '../../redis/examine/visit-redis.ts';
import type { Check, Examined } from '../findings/check.ts';
import { type NamedFinding, named, ok, unchecked } from '../findings/finding.ts';
import { sentence } from '../findings/sentence.ts';
import { judgeOpenFiles } from '../machine/open-files.ts';
import { judgeAmong } from './judge-among.ts';
import { judgeOwnSettings } from './judge-own-settings.ts';

const LIMIT_MS = 20_000;

/** The processes of the deployment: those that meet in Redis, or the one that has the data directory. */
export const allProcesses: Check = {
  name: 'processes',
  timeoutMs: () => LIMIT_MS,
  async run(examined) {
    const { config } = examined;
    if (!config) return named('processes', [unchecked('The settings have to be mended first.')]);
    const { redisUrl, databaseUrl } = config;
    return redisUrl && databaseUrl ? among(redisUrl, databaseUrl, examined) : alone(examined);
  },
};

async function among(redisUrl: string, databaseUrl: string, examined: Examined): Promise<NamedFinding[]> {
  const { config, version } = examined;
  const identity = await visitPostgres(databaseUrl, (visitor) => readIdentity(visitor)).catch(() => undefined);
  if (identity === undefined) {
    return named('processes', [unchecked('The database, by which its processes are found, can’t be read.')]);
  }
  try {
    const cards = await visitRedis(redisUrl, (redis) =>
      createRedisProcessCards(redis, deploymentPrefix(identity)).list(),
    );
    return [
      ...judgeAmong(cards, { version }),
      ...(config ? named('processes.here', judgeOwnSettings(cards, settingDigests(config), config.role)) : []),
    ];
  } catch (error) {
    return named('processes', [unchecked(`Redis, where processes meet, can't be read: ${sentence(messageOf(error))}`)]);
  }
}

async function alone({ report, config, version }: Examined): Promise<NamedFinding[]> {
  try {
    const { card, components } = await report();
    const down = components.filter(({ state }) => state !== 'UP');
    return [
      ...named('processes', [
        down.length === 0
          ? ok(`The server that runs, process ${card.pid} of Lex ${card.version}, says that all its parts work.`)
          : {
              state: down.some(({ state }) => state === 'DOWN') ? 'problem' : 'warning',
              says: `The server that runs says: ${down.map(({ name, detail }) => `${name}: ${detail}`).join('; ')}`,
              fix: 'Its log says more.',
            },
      ]),
      ...named('processes.files', [judgeOpenFiles(`The server, process ${card.pid},`, card.openFiles ?? undefined)]),
      ...judgeAmong([{ ...card, shownAt: 0, clockAheadMs: 0 }], { version }).filter(
        ({ check }) => check === 'processes.versions',
      ),
      ...(config ? named('processes.here', judgeOwnSettings([card], settingDigests(config), config.role)) : []),
    ];
  } catch (error) {
    if (error instanceof StartError) {
      const fix = 'If one runs, run this as its user and with its LEX_DATA_DIR.';
      return named('processes', [unchecked('No server answers that has this data directory.', fix)]);
    }
    const why = `The server gives no report that this version of Lex reads: ${sentence(messageOf(error))}`;
    return named('processes', [unchecked(why, 'Start it again, so that both are of one version.')]);
  }
}
