import { z } from 'zod';
import { query } from '../../../test/support/servers/start-postgres.ts';
import type { ChaosCluster } from '../cluster/chaos-cluster.ts';
import type { Report } from '../report.ts';
import type { User } from '../users/user.ts';

/** What a check looks at, when everything runs again and nobody asks for anything more. */
export interface Evidence {
  readonly cluster: ChaosCluster;
  readonly users: readonly User[];
  readonly report: Report;
  /** Aborted when the run is given up. */
  readonly signal: AbortSignal;
  /** The rows of a statement. @throws when they aren't as the schema says */
  rows<Row>(schema: z.ZodType<Row>, statement: string): Promise<readonly Row[]>;
}

/** What a check looks at that asks no process of Lex. */
export type StoredEvidence = Pick<Evidence, 'users' | 'report' | 'rows'>;

export function gatherEvidence(of: Omit<Evidence, 'rows'>): Evidence {
  return {
    ...of,
    rows: async (schema, statement) =>
      z.array(schema).parse(await query(of.cluster.topology.addresses.DATABASE_URL, statement)),
  };
}
