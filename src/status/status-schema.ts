import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { CacheRule } from '../graphql/cache-rule.ts';
import { CostRule, READS } from '../graphql/cost-rule.ts';
import { RequestStatusRef } from './request-status-ref.ts';
import type { ComponentStatus, QueueStatus, Status } from './status.ts';
import { wholeCount } from './whole-count.ts';

/** How old a status may be, in milliseconds. */
const STATUS_MS = 1_000;

const HealthState = builder.enumType('HealthState', {
  description: 'Whether something works.',
  values: {
    UP: { description: 'It works.' },
    DEGRADED: { description: 'It works, but something beside it does not.' },
    DOWN: { description: 'It does not work.' },
  },
});

const DeploymentMode = builder.enumType('DeploymentMode', {
  description: 'What the server stands on.',
  values: {
    EMBEDDED: { description: 'Everything inside one process.' },
    SCALED: { description: 'PostgreSQL beside it, and Redis where several processes share it.' },
  },
});

const ComponentStatusRef = builder.objectRef<ComponentStatus>('ComponentStatus').implement({
  description: 'Something the server stands on, as its last probe found it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'database, cache, queue, redis, memory, model or embeddings.' }),
    state: t.field({ type: HealthState, description: 'Whether it works.', resolve: ({ state }) => state }),
    latencyMs: t.exposeFloat('latencyMs', {
      nullable: true,
      description: 'Round trip of the last probe, in milliseconds; null before the first.',
    }),
    detail: t.string({
      nullable: true,
      description: 'What is wrong, when something is.',
      resolve: ({ detail }) => detail,
    }),
  }),
});

const QueueStatusRef = builder.objectRef<QueueStatus>('QueueStatus').implement({
  description: 'A job queue in numbers.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Which queue.' }),
    waiting: t.exposeInt('waiting', { description: 'Jobs that could be begun.' }),
    active: t.exposeInt('active', { description: 'Jobs that are worked on.' }),
    delayed: t.exposeInt('delayed', { description: 'Jobs that wait to be tried again.' }),
    completed: t.int({
      description: 'Jobs that have been done, also those that were deleted since.',
      resolve: ({ completed }) => wholeCount(completed),
    }),
    failed: t.int({
      description: 'Jobs that failed for good and were not retried, also those that were deleted since.',
      resolve: ({ failed }) => wholeCount(failed),
    }),
    workers: t.exposeInt('workers', { description: 'Processes that take jobs from it.' }),
  }),
});

const CacheStatusRef = builder.objectRef<Status['cache']>('CacheStatus').implement({
  description:
    'The cache of this process in numbers, since its start: whole answers, which RequestStatus counts alone, and ' +
    'single values together. What an Int cannot hold stays at its largest.',
  fields: (t) => ({
    hits: t.int({
      description: 'Lookups that found something, at either level.',
      resolve: ({ hits }) => wholeCount(hits),
    }),
    hitsInProcess: t.int({
      description: 'Those that found it in this process.',
      resolve: ({ hitsInProcess }) => wholeCount(hitsInProcess),
    }),
    hitsInRedis: t.int({
      description: 'Those that found in Redis what another process had loaded.',
      resolve: ({ hitsInRedis }) => wholeCount(hitsInRedis),
    }),
    misses: t.int({ description: 'Lookups that had to load.', resolve: ({ misses }) => wholeCount(misses) }),
    hitRatio: t.exposeFloat('hitRatio', { description: 'Hits among all lookups, 0 to 1.' }),
    entries: t.exposeInt('entries', { description: 'What is kept now.' }),
  }),
});

const MemoryStatusRef = builder.objectRef<Status['memory']>('MemoryStatus').implement({
  description: 'The memory engine of this process in numbers.',
  fields: (t) => ({
    items: t.exposeInt('items', { description: 'Memories in it, of all users whom this process serves.' }),
    partitions: t.exposeInt('partitions', { description: 'How many users those are.' }),
    bytes: t.exposeFloat('bytes', { description: 'Its size on disk.' }),
    usedBytes: t.exposeFloat('usedBytes', {
      description: 'What of it is in use: the rest is free for what comes. `LEX_MEMORY_DISK_MB` bounds it.',
    }),
  }),
});

const ProcessStatusRef = builder.objectRef<Status['process']>('ProcessStatus').implement({
  description: 'The process that answers.',
  fields: (t) => ({
    rssBytes: t.exposeFloat('rssBytes', { description: 'Memory it holds in all.' }),
    heapUsedBytes: t.exposeFloat('heapUsedBytes', { description: 'JavaScript objects among it.' }),
    eventLoopDelayMs: t.exposeFloat('eventLoopDelayMs', {
      description: 'How late it is at worst (99th percentile) since the last status.',
    }),
    openSubscriptions: t.exposeInt('openSubscriptions', {
      description: 'Subscriptions open on it, over WebSocket and SSE.',
    }),
  }),
});

const StatusRef = builder.objectRef<Status>('Status').implement({
  description: 'How the server is.',
  extensions: {
    cache: new CacheRule<Status>({
      scope: 'PUBLIC',
      maxAgeMs: STATUS_MS,
      ofProcess: true,
      keepMs: ({ lookedAt }) => Math.max(0, STATUS_MS - (performance.now() - lookedAt)),
    }),
  },
  fields: (t) => ({
    state: t.field({ type: HealthState, description: 'All in all.', resolve: ({ state }) => state }),
    version: t.exposeString('version', { description: 'Of Lex.' }),
    mode: t.field({ type: DeploymentMode, description: 'What it stands on.', resolve: ({ mode }) => mode }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When this process started.' }),
    uptimeSeconds: t.exposeFloat('uptimeSeconds', { description: 'How long ago that is.' }),
    model: t.exposeString('model', { description: 'The model that answers by default, as provider/name.' }),
    components: t.field({
      type: [ComponentStatusRef],
      description: 'What it stands on, part by part.',
      extensions: { cost: new CostRule({ size: 10 }) },
      resolve: ({ components }) => [...components],
    }),
    queues: t.field({
      type: [QueueStatusRef],
      description: 'Background work.',
      extensions: { cost: new CostRule({ size: 5 }) },
      resolve: ({ queues }) => [...queues],
    }),
    requests: t.field({
      type: RequestStatusRef,
      description: 'What it answers: counters to make rates of, and figures of the last seconds.',
      resolve: (status) => status,
    }),
    cache: t.field({ type: CacheStatusRef, description: 'The cache.', resolve: ({ cache }) => cache }),
    memory: t.field({ type: MemoryStatusRef, description: 'The memory engine.', resolve: ({ memory }) => memory }),
    process: t.field({ type: ProcessStatusRef, description: 'The process.', resolve: (status) => status.process }),
  }),
});

builder.queryField('status', (t) =>
  t.field({
    type: StatusRef,
    description: 'How the server is, as of the last second.',
    extensions: {
      cache: new CacheRule({ scope: 'PUBLIC', maxAgeMs: STATUS_MS, ofProcess: true }),
      cost: READS,
      ...access('READ'),
    },
    resolve: (_, __, { status }) => status.current(),
  }),
);

builder.subscriptionField('statusChanged', (t) =>
  t.field({
    type: StatusRef,
    description: 'The status now, then every few seconds.',
    extensions: { cost: READS, ...access('READ') },
    subscribe: (_, __, { status, signal }) => status.watch(signal),
    resolve: (status) => status,
  }),
);
