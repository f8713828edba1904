import { builder } from '../graphql/builder.ts';
import type { Status } from './status.ts';

/** What a status says of the operations, with what it knows of their kept answers. */
export const RequestStatusRef = builder.objectRef<Status>('RequestStatus').implement({
  description:
    'The operations that this process answers, in numbers, over HTTP and sockets and of all users together. A ' +
    'subscription counts once, when it has begun; what is refused before it runs is not counted.',
  fields: (t) => ({
    answered: t.float({
      description: 'Operations answered without an error, since the start.',
      resolve: ({ requests }) => requests.answered,
    }),
    failed: t.float({
      description: 'Operations answered with an error, since the start.',
      resolve: ({ requests }) => requests.failed,
    }),
    perSecond: t.float({
      description: 'Operations of both kinds a second, over the last five seconds.',
      resolve: ({ requests }) => requests.perSecond,
    }),
    p50Ms: t.float({
      nullable: true,
      description:
        'Half of the operations of the last five seconds took no longer than this, in milliseconds, to within a ' +
        'tenth, since their requests had been read; null when there were none.',
      resolve: ({ requests }) => requests.p50Ms,
    }),
    p99Ms: t.float({
      nullable: true,
      description: '99 of 100 of them took no longer than this, in milliseconds; null when there were none.',
      resolve: ({ requests }) => requests.p99Ms,
    }),
    keptInProcess: t.float({
      description: 'Queries answered with a whole answer that this process had kept, since the start.',
      resolve: ({ cache }) => cache.answers.hitsInProcess,
    }),
    keptInRedis: t.float({
      description: 'Queries answered with a whole answer that another process had made, since the start.',
      resolve: ({ cache }) => cache.answers.hitsInRedis,
    }),
    made: t.float({
      description: 'Queries whose answer may be kept, and had to be made, since the start.',
      resolve: ({ cache }) => cache.answers.misses,
    }),
  }),
});
