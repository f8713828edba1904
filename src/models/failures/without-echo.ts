import type { Failure } from './failure.ts';

/** How many UTF-16 units in a row, the same in what was sent and in what came back, are an echo and no chance. */
const ECHO_LENGTH = 12;
/** A whole text that is shorter than that is an echo from this length on; one that is shorter still may be any word. */
const SHORTEST_WHOLE = 4;
/** How much of a provider's words is looked through. More is never told. */
const LONGEST_DETAIL = 5_000;

/**
 * A failure without what the provider's words repeat of what was sent to it: they are told in logs and in rows of jobs,
 * where nothing of what users say belongs. Case, white space and the escapes of JSON make no difference.
 */
export function withoutEcho(failure: Failure, sent: readonly string[]): Failure {
  return 'detail' in failure ? { ...failure, detail: hideEchoes(failure.detail, sent) } : failure;
}

function hideEchoes(detail: string, sent: readonly string[]): string {
  const words = detail.slice(0, LONGEST_DETAIL).replaceAll(/\\[nrt]/g, '  ');
  const { text, places } = plain(words);
  const hidden = new Set<number>();
  const hide = (from: number, length: number): void => {
    for (let at = from; at < from + length; at++) hidden.add(places[at] ?? 0);
  };
  const starts = startsByPart(text);
  for (const each of sent) {
    const { text: said } = plain(each);
    if (said.length < ECHO_LENGTH) {
      if (said.length < SHORTEST_WHOLE) continue;
      for (let at = text.indexOf(said); at >= 0; at = text.indexOf(said, at + 1)) hide(at, said.length);
      continue;
    }
    for (let at = 0; at + ECHO_LENGTH <= said.length; at++) {
      const part = said.slice(at, at + ECHO_LENGTH);
      for (const from of starts.get(part) ?? []) hide(from, ECHO_LENGTH);
      // Each is hidden once, however often it was sent: so the work is no more than both lengths together.
      starts.delete(part);
    }
  }
  return hidden.size === 0 ? detail : shown(words, hidden);
}

/** Where each part of a text begins that is as long as an echo. */
function startsByPart(text: string): Map<string, number[]> {
  const starts = new Map<string, number[]>();
  for (let at = 0; at + ECHO_LENGTH <= text.length; at++) {
    const part = text.slice(at, at + ECHO_LENGTH);
    const others = starts.get(part);
    if (others) others.push(at);
    else starts.set(part, [at]);
  }
  return starts;
}

/** A text by its letters and digits alone, and where each of those stands in it. */
function plain(text: string): { readonly text: string; readonly places: readonly number[] } {
  const places: number[] = [];
  let letters = '';
  for (const { 0: letter, index } of text.matchAll(/[\p{L}\p{N}]/gu)) {
    const lower = letter.toLowerCase();
    letters += lower;
    for (let unit = 0; unit < lower.length; unit++) places.push(index);
  }
  return { text: letters, places };
}

/** The words with one sign for all that is hidden in a row, and for what stands between. */
function shown(words: string, hidden: ReadonlySet<number>): string {
  let told = '';
  let isHiding = false;
  for (let at = 0; at < words.length; at++) {
    if (hidden.has(at)) {
      if (!isHiding) told += '…';
      isHiding = true;
      continue;
    }
    const sign = words.charAt(at);
    // Half of a surrogate pair, white space and marks between hidden letters go with them.
    if (isHiding && !/[\p{L}\p{N}]/u.test(sign)) continue;
    if (isHiding) told += ' ';
    isHiding = false;
    told += sign;
  }
  return told;
}
