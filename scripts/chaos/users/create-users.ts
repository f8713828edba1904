import { UpdateViewerDocument } from '../../../src/generated/graphql.ts';
import { GraphqlClient } from '../../../test/support/clients/graphql-client.ts';
import { createRandom } from '../../../test/support/random.ts';
import type { ChaosCluster } from '../cluster/chaos-cluster.ts';
import { createMark, type User } from './user.ts';

/** Who uses the cluster. Of their tokens the one who wants few comes to the end in the middle of a run. */
const PEOPLE = [
  { name: 'mia', isAdmin: false, dailyTokenLimit: undefined },
  { name: 'noah', isAdmin: false, dailyTokenLimit: undefined },
  { name: 'una', isAdmin: true, dailyTokenLimit: undefined },
  { name: 'emil', isAdmin: true, dailyTokenLimit: undefined },
  { name: 'thrifty', isAdmin: false, dailyTokenLimit: 1_500 },
] as const;
/** Any server will do. */
const MAKER = 'serve-1';

/** Makes the users of a run, each with a key. The marks are the same for the same seed. */
export async function createUsers({ topology, url }: ChaosCluster, seed: number): Promise<readonly User[]> {
  const random = createRandom(seed);
  return Promise.all(
    PEOPLE.map(async ({ name, isAdmin, dailyTokenLimit }) => {
      const mark = createMark(random);
      const made = await topology.run(MAKER, ['keys', 'create', '--user', name, ...(isAdmin ? ['--admin'] : [])]);
      const key = made.stdout.trim();
      if (made.code !== 0) throw new Error(`There is no key for ${name}: ${made.stderr}`);
      const client = new GraphqlClient(url, { authorization: `Bearer ${key}` });
      const { updateViewer } = await client.run(UpdateViewerDocument, {
        drawsMemories: false,
        ...(dailyTokenLimit === undefined ? {} : { dailyTokenLimit }),
      });
      return {
        name,
        mark,
        key,
        id: updateViewer.id,
        dailyTokenLimit,
        isAdmin,
        sent: [],
        streams: [],
        memories: new Map(),
        forgotten: new Set(),
        jobs: new Set(),
        toldOf: new Set(),
      };
    }),
  );
}
