/** An instant as fields for a local date and time take it, to the minute. */
export function localTimeOf(instant: string): string {
  const date = new Date(instant);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** The instant that was entered in such a field. */
export function instantOf(localTime: string): string {
  return new Date(localTime).toISOString();
}
