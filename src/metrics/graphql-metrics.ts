import { boundedLabels } from './families/bounded-labels.ts';
import { type Cell, CounterFamily } from './families/counter-family.ts';
import { HistogramFamily } from './families/histogram-family.ts';
import { type RecentFigures, RecentTimes } from './recent-times.ts';

/** What a document goes through once, before its operations can run. */
export type DocumentPhase = 'parse' | 'validate' | 'compile';

/** Counts what GraphQL is asked, over HTTP and on sockets. */
export interface GraphqlMetrics {
  /** Is called when an operation has its result, or a subscription its stream. */
  readonly operation: (operation: AnsweredOperation) => void;
  /** Is called when a document has gone through a phase, well or badly. */
  readonly phase: (phase: DocumentPhase, seconds: number) => void;
  /** Is called with the code of each error that a client is told. */
  readonly error: (code: string) => void;
  /** The count of events that subscriptions to a field of the schema have sent: whoever sends one adds to it. */
  readonly events: (field: string) => Cell;
  /** Is called when a loader reads what was asked for together. */
  readonly batch: (loader: string, size: number) => void;
  /** The operations of this process in numbers. */
  operations(): OperationFigures;
}

export interface AnsweredOperation {
  readonly type: string;
  /** That of an operation in a document that the server knows by itself; undefined for what clients write. */
  readonly name: string | undefined;
  /** `ok`, or the code of the first error. */
  readonly outcome: string;
  /** How long it took since its request was read. */
  readonly ms: number;
  /** How long it ran; undefined of a subscription, and where a kept answer was given. */
  readonly runMs: number | undefined;
}

/** Operations that were answered; the same counts as `lex_graphql_operations_total`. */
export interface OperationFigures extends RecentFigures {
  /** Without an error and with one, since the start. */
  readonly answered: number;
  readonly failed: number;
}

/** How many names have series of their own: more than twice those that come with Lex. */
const MOST_NAMES = 200;
/** In seconds. */
const PHASE_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30,
];
const BATCH_BUCKETS = [1, 2, 5, 10, 25, 50, 100];

interface Named {
  readonly ok: Cell;
  readonly failed: Cell;
  readonly seconds: Cell;
}

function createFamilies() {
  const operations = new CounterFamily({
    name: 'lex_graphql_operations_total',
    help: 'GraphQL operations over HTTP and sockets, by their outcome: ok, or the code of the first error',
    labels: ['type', 'outcome'],
  });
  const named = new CounterFamily({
    name: 'lex_graphql_named_operations_total',
    help: 'The same by the names of those in persisted documents; all others together are other',
    labels: ['operation', 'outcome'],
  });
  const namedSeconds = new CounterFamily({
    name: 'lex_graphql_named_operation_seconds_total',
    help: 'How long those took together since their requests had been read, of subscriptions until they began',
    labels: ['operation'],
  });
  const errors = new CounterFamily({
    name: 'lex_errors_total',
    help: 'Errors that clients were told, by their code',
    labels: ['code'],
  });
  const events = new CounterFamily({
    name: 'lex_subscription_events_total',
    help: 'Events sent to subscribers, over WebSocket and SSE, by the field that they subscribed to',
    labels: ['field'],
  });
  const phases = new HistogramFamily({
    name: 'lex_graphql_phase_duration_seconds',
    help: 'Time of the phases: of each document that was unknown parse, validate and compile, of each run execute',
    labels: ['phase'],
    buckets: PHASE_BUCKETS,
  });
  const batches = new HistogramFamily({
    name: 'lex_loader_batch_size',
    help: 'How many things a loader read at once for an operation',
    labels: ['loader'],
    buckets: BATCH_BUCKETS,
  });
  return { operations, named, namedSeconds, errors, events, phases, batches };
}

export function createGraphqlMetrics(): GraphqlMetrics & { text(): string } {
  const families = createFamilies();
  const { operations, named, namedSeconds, errors, events, phases, batches } = families;
  const runs = phases.series('execute');
  const recent = new RecentTimes();
  const labelOf = boundedLabels({ most: MOST_NAMES });
  const byName = new Map<string | undefined, Named>();

  const addName = (name: string | undefined): Named => {
    const label = labelOf(name);
    const cells = {
      ok: named.cell(label, 'ok'),
      failed: named.cell(label, 'error'),
      seconds: namedSeconds.cell(label),
    };
    // What is bounded is kept; else names without end would be.
    if (label === name || name === undefined) byName.set(name, cells);
    return cells;
  };

  return {
    operation({ type, name, outcome, ms, runMs }) {
      operations.cell(type, outcome).count += 1;
      const { ok, failed, seconds } = byName.get(name) ?? addName(name);
      (outcome === 'ok' ? ok : failed).count += 1;
      seconds.count += ms / 1_000;
      if (runMs !== undefined) runs.observe(runMs / 1_000);
      recent.observe(ms);
    },
    phase: (phase, seconds) => phases.series(phase).observe(seconds),
    error(code) {
      errors.cell(code).count += 1;
    },
    events: (field) => events.cell(field),
    batch: (loader, size) => batches.series(loader).observe(size),
    operations() {
      let answered = 0;
      let failed = 0;
      for (const { values, series } of operations.all) {
        if (values[1] === 'ok') answered += series.count;
        else failed += series.count;
      }
      return { answered, failed, ...recent.read() };
    },
    text: () =>
      Object.values(families)
        .map((family) => family.text())
        .join(''),
  };
}
