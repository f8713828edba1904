/**
 * How much is segmented at a time, in UTF-16 units. The time of a segmenter grows with the square of a text that has no
 * boundaries, or whose words only a dictionary can tell.
 */
const STRETCH = 2_000;

/**
 * The segments of a text, found a stretch at a time. The last segment of a stretch may go on after it, so the next
 * stretch begins with that segment again. A segment longer than a stretch is cut.
 */
export function* segmentsOf(segmenter: Intl.Segmenter, text: string, longest = STRETCH): Generator<Intl.SegmentData> {
  for (let from = 0; from < text.length; ) {
    let stretch = text.slice(from, from + longest);
    const isLast = from + stretch.length === text.length;
    // A stretch must not end between the halves of a surrogate pair.
    if (!isLast && !stretch.isWellFormed()) stretch = stretch.slice(0, -1);
    for (const found of segmenter.segment(stretch)) {
      if (!isLast && found.index > 0 && found.index + found.segment.length === stretch.length) break;
      yield found;
      from += found.segment.length;
    }
  }
}
