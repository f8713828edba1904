/** What a span tells besides its name and times, by the names of OpenTelemetry's semantic conventions. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** On which side of what kind of exchange a span is; `internal` where there is none. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** How a span begins. */
export interface SpanStart {
  /** One of a few names: what differs from call to call goes into the attributes. */
  readonly name: string;
  /** @default internal */
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** A piece of work, as a trace shows it: never with contents of messages, parameters of statements, or secrets. */
export interface Span {
  /** The span as W3C's Trace Context writes it, for another process that goes on with its trace. */
  readonly traceparent: string;
  /** By which a log line tells of whose work it is: of the request or the job, of the trace, and of the span. */
  readonly ids: Readonly<Record<string, string>>;
  /** False from its end on: work that goes on after it is no part of it. */
  readonly isOpen: boolean;
  /** Begins a part of it; undefined where its trace isn't recorded, has too many spans already, or it has ended. */
  start(start: SpanStart): Span | undefined;
  set(attributes: Attributes): void;
  /**
   * Says that the work failed.
   *
   * @param type a code or a name, such as `UNAVAILABLE`, never a message
   */
  fail(type: string): void;
  /** Ends it; again does nothing. */
  end(): void;
}

/** How the first span of a trace in this process begins. */
export interface EntryStart extends SpanStart {
  /** What its log lines carry beside the ids of trace and span: `requestId` or `jobId`. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Begins what is traced. */
export interface Tracer {
  /**
   * Begins what somebody outside asks for. Their trace is continued where they name one. Whether it is recorded is
   * decided here: neither their flag nor the number of their trace, which they choose, has a say.
   *
   * @param traceparent as it was sent; undefined, or what isn't well-formed, begins a new trace
   */
  enter(start: EntryStart, traceparent: unknown): Span;
  /**
   * Goes on with what a process of Lex has begun, recorded as that is.
   *
   * @param traceparent of that span; null when there was none, which begins a new trace
   * @param beganMsAgo when the work began, in milliseconds before now
   */
  resume(start: EntryStart, traceparent: string | null, beganMsAgo: number): Span;
}
