import { readId, VIEWER_ID_TYPE } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { WRITES } from '../../graphql/cost-rule.ts';
import { JobRef } from '../../jobs/job-ref.ts';
import type { AskedProcesses } from './memory-upkeep.ts';

const MemoryProcessesEnum = builder.enumType('MemoryProcesses', {
  description: 'Which processes of the deployment are meant: each holds partitions of memory of its own.',
  values: {
    ASKED: { description: 'The one that answers.' },
    ALL: { description: 'Each that lives. A partition that one of them doesn’t hold isn’t loaded for this.' },
  } satisfies Record<AskedProcesses, object>,
});

const ofUser = (userId: string | null | undefined) => (userId == null ? undefined : readId(VIEWER_ID_TYPE, userId));

builder.mutationFields((t) => {
  const userId = t.arg.id({ description: 'Of this user, by the global id that `users` has. Left out: of everybody.' });
  const processes = t.arg({ type: MemoryProcessesEnum, defaultValue: 'ASKED', description: 'Which processes.' });
  return {
    rebuildMemory: t.field({
      type: JobRef,
      extensions: { cost: WRITES, ...access('ADMIN') },
      description:
        'Makes the partitions that answer recalls again from the database; recalls go on with the old ones until the ' +
        'new ones are whole. Answers the job, or the one that the viewer has open; its result is `{ rebuilt, ' +
        'partitions, processes: [{ process, role, state, partitions, error }] }`, where `state` is `DONE`, `FAILED`, ' +
        'or `SILENT` for a process that has ended.',
      args: { userId, processes },
      async resolve(_, args, { memoryUpkeep, viewer, rates }) {
        await rates.take(viewer, 'jobs');
        return memoryUpkeep.rebuild(viewer, ofUser(args.userId), args.processes ?? 'ASKED');
      },
    }),
    checkMemory: t.field({
      type: JobRef,
      extensions: { cost: WRITES, ...access('CHAT') },
      description:
        'Compares the viewer’s memories in the database with the partition that answers recalls. Answers the job, or ' +
        'the one that the viewer has open; its result is `{ checked, different, differences: [{ id, namespace, key, ' +
        'differs, process }], processes }`, where `differs` holds what is `missing`, `extra` or other: `content`, ' +
        '`expiry`, `group`, `vector`; and `processes` says which were asked, as that of `rebuildMemory`.',
      args: { processes },
      async resolve(_, args, { memoryUpkeep, viewer, rates }) {
        await rates.take(viewer, 'jobs');
        return memoryUpkeep.check(viewer, args.processes ?? 'ASKED');
      },
    }),
    checkUserMemory: t.field({
      type: JobRef,
      extensions: { cost: WRITES, ...access('ADMIN') },
      description:
        'As `checkMemory`, of the memories of any user. Of what differs it has ids alone: `{ id, userId, differs, ' +
        'process }`.',
      args: { userId, processes },
      async resolve(_, args, { memoryUpkeep, viewer, rates }) {
        await rates.take(viewer, 'jobs');
        return memoryUpkeep.checkOf(viewer, ofUser(args.userId), args.processes ?? 'ASKED');
      },
    }),
  };
});
