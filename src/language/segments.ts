/** So much is segmented at a time, in UTF-16 units: a text without an end, or of words that a dictionary must tell, takes the square. */
const STRETCH = 2_000;

/**
 * The segments of a text, a stretch at a time; each stretch begins with the last segment of the one before, which it may
 * end. A segment that is longer than a stretch is cut.
 */
export function* segmentsOf(segmenter: Intl.Segmenter, text: string, longest = STRETCH): Generator<Intl.SegmentData> {
  for (let from = 0; from < text.length; ) {
    let stretch = text.slice(from, from + longest);
    const isLast = from + stretch.length === text.length;
    // Not between the halves of a surrogate pair.
    if (!isLast && !stretch.isWellFormed()) stretch = stretch.slice(0, -1);
    for (const found of segmenter.segment(stretch)) {
      if (!isLast && found.index > 0 && found.index + found.segment.length === stretch.length) break;
      yield found;
      from += found.segment.length;
    }
  }
}
