import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpdateViewerDocument } from '../../src/generated/graphql.ts';
import { atEnd } from '../support/at-end.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { spawnLex, startLex } from '../support/lex/lex-process.ts';
import { startFakeProvider } from '../support/models/fake-provider.ts';
import { sharedPostgres } from '../support/servers/shared-postgres.ts';
import { sharedRedis } from '../support/servers/shared-redis.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { whyNoRedis } from '../support/servers/start-redis.ts';
import { behavesAsLex } from './behaviours.ts';

/** Two servers and a worker, on one PostgreSQL and one Redis. */
behavesAsLex(
  'Lex on many machines',
  async () => {
    const path = await mkdtemp(join(tmpdir(), 'lex-test-'));
    atEnd(() => rm(path, { recursive: true, force: true }));
    const [postgres, redis, provider] = await Promise.all([sharedPostgres(), sharedRedis(), startFakeProvider()]);
    atEnd(() => Promise.all([postgres.close(), redis.close(), provider.close()]));
    const environment = {
      DATABASE_URL: await postgres.createMigratedDatabase(),
      REDIS_URL: redis.url,
      COMPATIBLE_BASE_URL: provider.url,
      LEX_MODEL: 'compatible/any',
    };
    const of = (name: string) => ({ ...environment, LEX_DATA_DIR: join(path, name) });
    const worker = spawnLex(['work'], of('work'), { atEnd });
    const [one, other] = await Promise.all([
      startLex({ ...of('one'), LEX_ROLE: 'serve' }, atEnd),
      startLex({ ...of('other'), LEX_ROLE: 'serve' }, atEnd),
      worker.printed(/working/),
    ]);
    await new GraphqlClient(one.url).run(UpdateViewerDocument, { drawsMemories: false });
    return { provider, urls: [one.url, other.url] };
  },
  whyNoPostgres() ?? whyNoRedis(),
);
