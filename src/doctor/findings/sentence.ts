const LONGEST = 500;

/** A message of somebody else's as a sentence of one line. */
export function sentence(message: string): string {
  const text = message.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
