import { encodeGlobalId, readId, VIEWER_ID_TYPE } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { NOT_KEPT } from '../../graphql/cache-rule.ts';
import { connectionOf, PAGE_COST, readPageRequest } from '../../graphql/connection.ts';
import { WRITES } from '../../graphql/cost-rule.ts';
import { type JobFailure, nameOfKind } from '../job.ts';
import { JobKindEnum, JobStateEnum } from '../job-schema.ts';
import type { UserJob } from './user-job.ts';

const JobFailureEnum = builder.enumType('JobFailure', {
  description: 'In which way a job failed for good.',
  values: {
    ATTEMPTS_FAILED: { description: 'Each attempt ended with an error that nobody foresaw.' },
    PROCESSES_DIED: {
      description:
        'Each time the process that ran it ended before the work did: it may be the job that ends processes, or ' +
        'holds them up until others take their place.',
    },
    TOO_LONG: { description: 'An attempt took longer than jobs of its kind may.' },
    REFUSED: { description: 'What it was to do can’t be done, as its error says.' },
  } satisfies Record<JobFailure, object>,
});

const UserJobRef = builder.objectRef<UserJob>('UserJob').implement({
  description: 'A job of any user, as administrators see it: nothing of what its owner wrote or what came of it.',
  extensions: { cache: NOT_KEPT },
  fields: (t) => ({
    // Not `id`: caches know objects by that, and would take the owner's own job for this one.
    jobId: t.id({
      description: 'Its global id, as its owner’s `job` has it.',
      resolve: ({ id }) => encodeGlobalId('Job', id),
    }),
    userId: t.id({
      description: 'The global id of its owner, as `users` has it.',
      resolve: ({ ownerId }) => encodeGlobalId(VIEWER_ID_TYPE, ownerId),
    }),
    userName: t.exposeString('ownerName', { description: 'What its owner is called.' }),
    kind: t.field({ type: JobKindEnum, description: 'What it does.', resolve: ({ kind }) => nameOfKind(kind) }),
    state: t.field({ type: JobStateEnum, description: 'How far it is.', resolve: ({ state }) => state }),
    progress: t.exposeFloat('progress', { description: '0 to 100.' }),
    step: t.exposeString('step', { nullable: true, description: 'What it is doing now, or why it waits, in words.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was begun.' }),
    attemptLimit: t.exposeInt('attemptLimit', {
      description: 'It fails for good when it was begun this often and no attempt did the work; a retry raises it.',
    }),
    failure: t.field({
      type: JobFailureEnum,
      nullable: true,
      description: 'In which way it failed; null also of a job that failed before this was stored.',
      resolve: ({ failure }) => failure,
    }),
    error: t.exposeString('error', { nullable: true, description: 'Why it failed, as its owner is told.' }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: 'The same as the `code` that errors of requests have.',
    }),
    cause: t.exposeString('cause', {
      nullable: true,
      description:
        'The types and codes of what was thrown, such as "DatabaseError 22P05"; the server’s log has the messages, ' +
        'under the job’s id.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it was first begun.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
  }),
});

builder.queryField('userJobs', (t) =>
  t.connection({
    type: UserJobRef,
    description: 'The jobs of all users, newest first.',
    extensions: { cost: PAGE_COST, ...access('ADMIN') },
    args: {
      userId: t.arg.id({ description: 'Only of this user, by the global id that `users` has.' }),
      kind: t.arg({ type: JobKindEnum, description: 'Only of this kind.' }),
      state: t.arg({ type: JobStateEnum, description: 'Only in this state.' }),
      failure: t.arg({ type: JobFailureEnum, description: 'Only those that failed in this way.' }),
    },
    resolve: async (_, { userId, kind, state, failure, ...args }, { userJobs, viewer }) => {
      const ownerId = userId == null ? undefined : readId(VIEWER_ID_TYPE, userId);
      const filter = { ownerId, kind, state, failure };
      return connectionOf(
        await userJobs.list(viewer, { ...filter, page: readPageRequest(args) }),
        ({ number }) => number,
        () => userJobs.count(filter),
      );
    },
  }),
);

builder.mutationField('retryUserJob', (t) =>
  t.field({
    type: UserJobRef,
    description: 'Runs a failed or cancelled job of any user once more. It is told of in `auditLog`.',
    extensions: { cost: WRITES, ...access('ADMIN') },
    args: { id: t.arg.id({ required: true, description: 'The global id of the job, as `userJobs` has it.' }) },
    async resolve(_, { id }, { userJobs, viewer, rates }) {
      await rates.take(viewer, 'jobs');
      return userJobs.retry(viewer, readId('Job', id));
    },
  }),
);
