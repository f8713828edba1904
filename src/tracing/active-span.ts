import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span } from './span.ts';

/** Follows nothing before the first span is held in it: without tracing, to ask it is to look at a field. */
const held = new AsyncLocalStorage<Span | undefined>();

/** The span that the calling code is a part of; undefined when there is none, or it has ended. */
export function activeSpan(): Span | undefined {
  const span = held.getStore();
  return span?.isOpen ? span : undefined;
}

/** Does some work, and all that it calls, as a part of a span; without one it is merely done. */
export function withSpan<T>(span: Span | undefined, work: () => T): T {
  return span ? held.run(span, work) : work();
}

/** Does some work that is no part of what its caller does. */
export function outsideOfSpans<T>(work: () => T): T {
  return held.run(undefined, work);
}

/** What a log line that is written now carries, in a new object: by it one finds its request or job, and its trace. */
export function traceIds(): object {
  return { ...activeSpan()?.ids };
}
