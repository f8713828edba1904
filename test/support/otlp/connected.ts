import type { CollectedSpan } from './collected-span.ts';

/** The spans of a trace, in the order in which they were sent. */
export function ofTrace(spans: readonly CollectedSpan[], traceId: string): CollectedSpan[] {
  return spans.filter((span) => span.traceId === traceId);
}

/** The names of spans whose parent is neither among them nor the one that the trace came from. */
export function unconnected(spans: readonly CollectedSpan[], from = ''): string[] {
  const known = new Set([from, ...spans.map(({ spanId }) => spanId)]);
  return spans.filter(({ parentId }) => !known.has(parentId)).map(({ name }) => name);
}

/** The names of the spans that a span lies in, and its own, from the outermost on. */
export function pathOf(spans: readonly CollectedSpan[], span: CollectedSpan | undefined): string[] {
  if (!span) return [];
  return [
    ...pathOf(
      spans,
      spans.find(({ spanId }) => spanId === span.parentId),
    ),
    span.name,
  ];
}
