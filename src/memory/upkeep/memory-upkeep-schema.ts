import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { WRITES } from '../../graphql/cost-rule.ts';
import { JobRef } from '../../jobs/job-ref.ts';

builder.mutationFields((t) => ({
  rebuildMemory: t.field({
    type: JobRef,
    extensions: { cost: WRITES, ...access('ADMIN') },
    description:
      'Makes the index that answers recalls again from the database, for everybody; recalls go on with the old one ' +
      'until the new one is whole. Answers the job, or the one that the viewer has open.',
    async resolve(_, __, { memoryUpkeep, viewer, rates }) {
      await rates.take(viewer, 'jobs');
      return memoryUpkeep.rebuild(viewer);
    },
  }),
  checkMemory: t.field({
    type: JobRef,
    extensions: { cost: WRITES, ...access('CHAT') },
    description:
      'Compares the viewer’s memories in the database with the index that answers recalls. Answers the job, or the ' +
      'one that the viewer has open; its result is `{ checked, different, differences: [{ id, namespace, key, ' +
      'differs }] }`, where `differs` holds what is `missing`, `extra` or other: `content`, `expiry`, `group`, ' +
      '`vector`.',
    async resolve(_, __, { memoryUpkeep, viewer, rates }) {
      await rates.take(viewer, 'jobs');
      return memoryUpkeep.check(viewer);
    },
  }),
}));
