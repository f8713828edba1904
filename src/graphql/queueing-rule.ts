/**
 * What a field of a mutation does to the queue: it `adds` work to be done later and does nothing else that takes long,
 * or it `ends` some.
 */
export type Queueing = 'adds' | 'ends';

/** Says so of a field, in its `extensions`: such fields may be asked for while a process refuses most else. */
export function queueing(does: Queueing): { readonly queueing: Queueing } {
  return { queueing: does };
}

/** What a field says of itself; undefined when it says nothing. */
export function queueingOf({
  extensions,
}: {
  readonly extensions: Readonly<Record<string, unknown>>;
}): Queueing | undefined {
  const { queueing: does } = extensions;
  return does === 'adds' || does === 'ends' ? does : undefined;
}
