import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { NOT_KEPT } from '../graphql/cache-rule.ts';
import { CostRule } from '../graphql/cost-rule.ts';
import type { LastRun, Schedule } from '../time/schedules.ts';

const ScheduledRunRef = builder.objectRef<LastRun>('ScheduledRun').implement({
  description: 'A run of upkeep that has ended.',
  fields: (t) => ({
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    tookMs: t.exposeFloat('tookMs', { description: 'How long it took, in milliseconds.' }),
    problem: t.string({
      nullable: true,
      description:
        'Null when it went well; else the types and codes of what was thrown, whose message is in the log of the ' +
        'process.',
      resolve: ({ problem }) => problem,
    }),
  }),
});

const ScheduleRef = builder.objectRef<Schedule>('Schedule').implement({
  description: 'Upkeep that a process does again and again.',
  extensions: { cache: NOT_KEPT },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is called.' }),
    does: t.exposeString('does', { description: 'What it does, in words.' }),
    everyMs: t.exposeFloat('everyMs', { description: 'Milliseconds between two beginnings.' }),
    isRunning: t.exposeBoolean('isRunning', { description: 'Whether a run is under way.' }),
    lastRun: t.field({
      type: ScheduledRunRef,
      nullable: true,
      description: 'The last run that has ended; null before the first.',
      resolve: ({ lastRun }) => lastRun,
    }),
    nextRunAt: t.expose('nextRunAt', {
      type: 'DateTime',
      description: 'When the next run is due at the latest; some also begin when there is something to do.',
    }),
  }),
});

builder.queryField('schedules', (t) =>
  t.field({
    type: [ScheduleRef],
    description:
      'The upkeep of the process that answers, by name. Each process does its own: what several do at once changes ' +
      'nothing twice.',
    extensions: { cost: new CostRule({ size: 10 }), ...access('ADMIN') },
    resolve: (_, __, { schedules }) => schedules.list(),
  }),
);
