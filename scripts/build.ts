import { withBuildLock } from './build/build-lock.ts';
import { clientPackage } from './build/client.ts';
import { clusterTemplate } from './build/cluster-template.ts';
import { consolePages } from './build/console.ts';
import { databaseClient } from './build/database-client.ts';
import { bringUpToDate } from './build/part.ts';
import { program } from './build/program.ts';

// `npm run build` makes what of dist/ is out of date; most of the time that is nothing. Each part is made of what the
// parts before it have made.

await withBuildLock(async () => {
  for (const part of [databaseClient, program, consolePages, clientPackage, clusterTemplate]) {
    if (await bringUpToDate(part)) process.stderr.write(`built: ${part.name}\n`);
  }
});
