import { atEnd } from '../../support/at-end.ts';
import { startServerWithProvider } from '../../support/lex/start-server.ts';
import { sharedPostgres } from '../../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';
import { findsWhatWasSaid } from './finds-what-was-said.ts';

findsWhatWasSaid('the embedded database', () => startServerWithProvider({ LEX_MODEL: 'compatible/any' }));

findsWhatWasSaid(
  'PostgreSQL',
  async () => {
    const postgres = await sharedPostgres();
    atEnd(() => postgres.close());
    const url = await postgres.createMigratedDatabase();
    return startServerWithProvider({ LEX_MODEL: 'compatible/any', DATABASE_URL: url });
  },
  whyNoPostgres(),
);
