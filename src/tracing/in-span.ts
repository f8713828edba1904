import { activeSpan, withSpan } from './active-span.ts';
import { failureType } from './failure-type.ts';
import type { Span, SpanStart } from './span.ts';

/**
 * Does some work as a part of what the caller is a part of; where that is nothing, the work is merely done.
 *
 * @param start says how the span begins; called where there will be one
 */
export function inSpan<T>(start: () => SpanStart, work: () => Promise<T>): Promise<T> {
  const span = activeSpan()?.start(start());
  return span ? endingWith(span, work) : work();
}

async function endingWith<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    // Awaited within: work that is begun by whoever waits for it, as Prisma's is, is a part of the span.
    return await withSpan(span, async () => await work());
  } catch (error) {
    span.fail(failureType(error));
    throw error;
  } finally {
    span.end();
  }
}

/** The same for work that is done at once. */
export function inSpanNow<T>(start: () => SpanStart, work: () => T): T {
  const span = activeSpan()?.start(start());
  if (!span) return work();
  try {
    return work();
  } catch (error) {
    span.fail(failureType(error));
    throw error;
  } finally {
    span.end();
  }
}
