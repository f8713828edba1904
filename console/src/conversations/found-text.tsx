import type { ReactNode } from 'react';
import type { SaidThere } from './listed-conversation.ts';

/** How much stands before the first word that was searched for, in characters: a row is narrow. */
const BEFORE = 12;

/** A piece of what was said, with the words that were searched for marked. */
export function FoundText({ found: { text, hits } }: { readonly found: SaidThere }) {
  const from = Math.max(0, (hits[0]?.start ?? 0) - BEFORE);
  const start = from === 0 ? 0 : wordStart(text, from, hits[0]?.start ?? from);
  const parts: ReactNode[] = start > 0 ? ['…'] : [];
  let at = start;
  for (const hit of hits) {
    parts.push(text.slice(at, hit.start), <mark key={hit.start}>{text.slice(hit.start, hit.end)}</mark>);
    at = hit.end;
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}

/** The beginning of the first word after a place, so that no character is cut in two. */
function wordStart(text: string, from: number, to: number): number {
  const space = text.slice(from, to).search(/\s/u);
  return space < 0 ? to : from + space + 1;
}
