import * as otel from '@opentelemetry/api';
import type { Attributes, Span, SpanKind, SpanStart } from './span.ts';
import { writeTraceparent } from './traceparent.ts';

/** How many spans a process may add to a trace for one request or job: a loop is not to fill a collector. */
const MOST_SPANS = 1_000;

const KINDS: Readonly<Record<SpanKind, otel.SpanKind>> = {
  internal: otel.SpanKind.INTERNAL,
  server: otel.SpanKind.SERVER,
  client: otel.SpanKind.CLIENT,
  producer: otel.SpanKind.PRODUCER,
  consumer: otel.SpanKind.CONSUMER,
};

/** What the spans of one request or job in this process share. */
interface Shared {
  readonly tracer: otel.Tracer;
  readonly ids: Readonly<Record<string, string>>;
  /** How many may still be begun. */
  left: number;
}

/** A span of OpenTelemetry's. */
export class OtlpSpan implements Span {
  readonly #span: otel.Span;
  readonly #shared: Shared;
  #open = true;

  constructor(span: otel.Span, shared: Shared) {
    this.#span = span;
    this.#shared = shared;
  }

  /**
   * Begins the first span of a request or a job.
   *
   * @param context what it is a part of
   * @param beganMsAgo when it began, in milliseconds before now; undefined: now
   */
  static first(
    tracer: otel.Tracer,
    start: SpanStart & { readonly ids: Readonly<Record<string, string>> },
    context: otel.Context,
    beganMsAgo?: number,
  ): OtlpSpan {
    const span = begin(tracer, start, context, beganMsAgo);
    return new OtlpSpan(span, { tracer, ids: start.ids, left: MOST_SPANS });
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.#span.spanContext();
    return writeTraceparent({ traceId, spanId, isRecorded: traceFlags === otel.TraceFlags.SAMPLED });
  }

  get ids(): Readonly<Record<string, string>> {
    const { traceId, spanId } = this.#span.spanContext();
    return { ...this.#shared.ids, traceId, spanId };
  }

  start(start: SpanStart): OtlpSpan | undefined {
    if (!this.#open || this.#shared.left <= 0 || !this.#span.isRecording()) return undefined;
    this.#shared.left -= 1;
    const context = otel.trace.setSpan(otel.ROOT_CONTEXT, this.#span);
    return new OtlpSpan(begin(this.#shared.tracer, start, context), this.#shared);
  }

  set(attributes: Attributes): void {
    this.#span.setAttributes(asOtel(attributes));
  }

  fail(type: string): void {
    this.#span.setAttribute('error.type', type);
    this.#span.setStatus({ code: otel.SpanStatusCode.ERROR });
  }

  end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#span.end();
  }
}

function begin(
  tracer: otel.Tracer,
  { name, kind = 'internal', attributes = {} }: SpanStart,
  context: otel.Context,
  beganMsAgo?: number,
): otel.Span {
  const startTime = beganMsAgo === undefined ? {} : { startTime: Date.now() - beganMsAgo };
  return tracer.startSpan(name, { kind: KINDS[kind], attributes: asOtel(attributes), ...startTime }, context);
}

function asOtel(attributes: Attributes): otel.Attributes {
  const copies: otel.Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    copies[name] = typeof value === 'object' ? [...value] : value;
  }
  return copies;
}
