import { boundedLabels } from './families/bounded-labels.ts';
import { CounterFamily } from './families/counter-family.ts';
import { HistogramFamily } from './families/histogram-family.ts';

/** Counts the work of jobs, models and memory. */
export interface WorkMetrics {
  /** Is called when an attempt has ended a job. */
  readonly job: (job: { kind: string; state: string; seconds: number }) => void;
  /** Is called when the first attempt at a job has begun, with the time since the job was stored. */
  readonly jobWait: (job: { kind: string; seconds: number }) => void;
  /** Is called with the first piece of a reply, and the time since the attempt at it began. */
  readonly firstDelta: (reply: { model: string; seconds: number }) => void;
  /** Is called when an attempt has ended a reply. */
  readonly reply: (reply: { model: string; state: string; seconds: number }) => void;
  /** Is called when a call of a model has ended, with what it used. */
  readonly tokens: (call: CountedTokens) => void;
  /** Is called when a text has brought memories back. */
  readonly recall: (recall: { by: RecalledBy; seconds: number }) => void;
  /** Is called when something has become of a user's partition of memory. */
  readonly partition: (what: 'loaded' | 'dropped' | 'remade') => void;
}

/** Models are named as provider/name. */
export interface CountedTokens {
  readonly model: string;
  readonly use: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In the currency of LEX_PRICES; undefined where that doesn't name the model. */
  readonly cost: number | undefined;
}

/** What a recall went by: a partition, by words or also by vectors, or the database while that is loaded. */
export type RecalledBy = 'words' | 'vectors' | 'database';

/** How many models have series of their own, of those that are configured. */
const MOST_MODELS = 30;
/** In seconds. */
const JOB_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
const RECALL_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** @param models those that are configured, as provider/name: others that users choose are counted together */
export function createWorkMetrics(models: Iterable<string>): WorkMetrics & { text(): string } {
  const jobs = new HistogramFamily({
    name: 'lex_job_duration_seconds',
    help: 'Time of the attempt that ended a job, in this process',
    labels: ['kind', 'state'],
    buckets: JOB_BUCKETS,
  });
  const waits = new HistogramFamily({
    name: 'lex_job_wait_seconds',
    help: 'Time from when a job was stored until its first attempt began, in this process',
    labels: ['kind'],
    buckets: JOB_BUCKETS,
  });
  const firstDeltas = new HistogramFamily({
    name: 'lex_reply_first_delta_seconds',
    help: 'Time from when an attempt at a reply began until its first piece came, by model',
    labels: ['model'],
    buckets: JOB_BUCKETS,
  });
  const replyTimes = new HistogramFamily({
    name: 'lex_reply_duration_seconds',
    help: 'Time of the attempt that ended a reply, by model',
    labels: ['model'],
    buckets: JOB_BUCKETS,
  });
  const replies = new CounterFamily({
    name: 'lex_replies_total',
    help: 'Replies that attempts of this process ended, by model and how they ended',
    labels: ['model', 'state'],
  });
  const tokens = new CounterFamily({
    name: 'lex_model_tokens_total',
    help: 'Tokens that calls of this process used, as the provider counts them or estimated, by model and use',
    labels: ['model', 'use', 'direction'],
  });
  const cost = new CounterFamily({
    name: 'lex_model_cost_total',
    help: 'What those tokens cost, in the currency of LEX_PRICES, of the models that it names',
    labels: ['model'],
  });
  const recalls = new HistogramFamily({
    name: 'lex_memory_recall_duration_seconds',
    help: 'Time in which a text brought memories back, by what it went by: words, vectors too, or the database',
    labels: ['by'],
    buckets: RECALL_BUCKETS,
  });
  const partitions = new CounterFamily({
    name: 'lex_memory_partitions_total',
    help: 'Partitions of memory that were loaded, dropped for lack of room, or made again',
    labels: ['what'],
  });
  const families = [jobs, waits, firstDeltas, replyTimes, replies, tokens, cost, recalls, partitions];
  const configured = new Set(models);
  const labelOf = boundedLabels({ most: MOST_MODELS, isAdmitted: (model) => configured.has(model) });

  return {
    job: ({ kind, state, seconds }) => jobs.series(kind, state).observe(seconds),
    jobWait: ({ kind, seconds }) => waits.series(kind).observe(seconds),
    firstDelta: ({ model, seconds }) => firstDeltas.series(labelOf(model)).observe(seconds),
    reply({ model, state, seconds }) {
      const label = labelOf(model);
      replies.cell(label, state).count += 1;
      replyTimes.series(label).observe(seconds);
    },
    tokens({ model, use, inputTokens, outputTokens, cost: paid }) {
      const label = labelOf(model);
      tokens.cell(label, use, 'input').count += inputTokens;
      tokens.cell(label, use, 'output').count += outputTokens;
      if (paid !== undefined) cost.cell(label).count += paid;
    },
    recall: ({ by, seconds }) => recalls.series(by).observe(seconds),
    partition(what) {
      partitions.cell(what).count += 1;
    },
    text: () => families.map((family) => family.text()).join(''),
  };
}
