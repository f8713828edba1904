import { readId } from '../global-id.ts';
import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { NOT_KEPT } from '../graphql/cache-rule.ts';
import { connectionOf, PAGE_COST, readPageRequest } from '../graphql/connection.ts';
import { READS, WRITES } from '../graphql/cost-rule.ts';
import { joinable } from '../graphql/joinable.ts';
import { queueing } from '../graphql/queueing-rule.ts';
import { type Job, type JobState, type NamedKind, nameOfKind } from './job.ts';
import { JobRef } from './job-ref.ts';

export const JobKindEnum = builder.enumType('JobKind', {
  description: 'What a job does.',
  values: {
    REPLY: { description: 'Writes a reply.' },
    SPEECH: { description: 'Speaks a reply.' },
    INGEST_DOCUMENT: { description: 'Reads a document into memory.' },
    SUMMARIZE_CONVERSATION: { description: 'Sums up a conversation.' },
    SUMMARIZE_BRANCH: {
      description:
        'Sums up the beginning of a conversation that grows too long for its model, for the prompts of later ' +
        'replies; its result counts the messages. It is begun by itself.',
    },
    DRAW_MEMORIES: {
      description:
        'Looks for facts worth keeping in what a user said; ' +
        'its result counts what was added, replaced, left and refused.',
    },
    EMBED_MEMORIES: {
      description:
        'Makes vectors of memories, so that they are found by what they mean; its result counts those embedded and ' +
        'those refused. It is begun by itself where LEX_EMBEDDING_MODEL is set, and some minutes after it failed or ' +
        'was cancelled.',
    },
    REBUILD_MEMORY: { description: 'Makes the index of memories again from the database.' },
    CHECK_MEMORY: {
      description:
        'Compares its owner’s memories in the database with the index that answers recalls; ' +
        'its result says what differs.',
    },
    EXPORT_DATA: { description: 'Packs everything its owner has.' },
    IMPORT_CONVERSATIONS: { description: 'Takes over the conversations of an archive.' },
    OTHER: {
      description: 'Something that this version of the server does not know; a newer one, which worked here, does.',
    },
  } satisfies Record<NamedKind, object>,
});

export const JobStateEnum = builder.enumType('JobState', {
  description: 'How far a job is.',
  values: {
    WAITING: { description: 'It has yet to begin.' },
    DELAYED: { description: 'An attempt failed; it will be tried again.' },
    ACTIVE: { description: 'It is worked on.' },
    COMPLETED: { description: 'It was done.' },
    FAILED: { description: 'It failed for good: see error.' },
    CANCELLED: { description: 'Its owner ended it.' },
  } satisfies Record<JobState, object>,
});

builder.node(JobRef, {
  description: 'A piece of background work.',
  // It changes with each step.
  extensions: { cache: NOT_KEPT },
  id: { resolve: ({ id }) => id, description: 'Its global id.' },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'attemptLimit' in value,
  loadOne: (id, { loaders }) => loaders.jobById.load(id),
  fields: (t) => ({
    kind: t.field({ type: JobKindEnum, description: 'What it does.', resolve: ({ kind }) => nameOfKind(kind) }),
    state: t.field({ type: JobStateEnum, description: 'How far it is.', resolve: ({ state }) => state }),
    progress: t.exposeFloat('progress', { description: '0 to 100.' }),
    step: t.exposeString('step', { nullable: true, description: 'What it is doing now, in words.' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was begun.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why it failed, in words its owner can act on.' }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: 'Why it failed, as the `code` that errors of requests have, such as BUDGET_EXCEEDED.',
    }),
    result: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What came of it, once it is done.',
      resolve: (job, _, { showResult }) => showResult(job),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it was first begun.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
  }),
});

builder.queryFields((t) => ({
  job: t.field({
    type: JobRef,
    nullable: true,
    description: 'One of the viewer’s jobs.',
    extensions: { cost: READS, ...access('READ') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    resolve: (_, { id }, { loaders }) => loaders.jobById.load(readId('Job', id)),
  }),
  jobs: t.connection({
    type: JobRef,
    description: 'The viewer’s jobs, newest first.',
    extensions: { cost: PAGE_COST, ...access('READ') },
    args: {
      kind: t.arg({ type: JobKindEnum, description: 'Only of this kind.' }),
      state: t.arg({ type: JobStateEnum, description: 'Only in this state.' }),
    },
    resolve: async (_, { kind, state, ...args }, { jobs, viewer }) => {
      const page = await jobs.list(viewer.id, { kind, state, page: readPageRequest(args) });
      return connectionOf(
        page,
        ({ number }) => number,
        () => jobs.count(viewer.id, { kind, state }),
      );
    },
  }),
}));

builder.mutationFields((t) => ({
  cancelJob: t.field({
    type: JobRef,
    description: 'Ends a job that waits or runs. Ending the job of a reply stops the reply.',
    extensions: { cost: WRITES, ...access('CHAT'), ...queueing('ends') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    resolve: (_, { id }, { jobs, viewer }) => jobs.cancel(viewer.id, readId('Job', id)),
  }),
  retryJob: t.field({
    type: JobRef,
    description: 'Runs a failed or cancelled job once more.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    async resolve(_, { id }, { jobs, viewer, rates }) {
      await rates.take(viewer, 'jobs');
      return jobs.retry(viewer.id, readId('Job', id));
    },
  }),
}));

builder.subscriptionFields((t) => ({
  jobProgress: t.field({
    type: JobRef,
    description: 'A job now, then on every change; ends when the job has ended.',
    extensions: { cost: READS, ...access('READ') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    subscribe: (_, { id }, { jobs, viewer, signal }) => jobs.watch(viewer.id, readId('Job', id), signal),
    resolve: (job) => job,
  }),
  jobUpdated: t.field({
    type: JobRef,
    description: 'Every change of every job of the viewer.',
    extensions: { ...joinable<Job>(({ id }) => id), cost: READS, ...access('READ') },
    subscribe: (_, __, { jobs, viewer, signal }) => jobs.watchAll(viewer.id, signal),
    resolve: (job) => job,
  }),
}));
