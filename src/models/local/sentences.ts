// A full stop after these, or after a single letter, ends no sentence.
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  'dr mr mrs ms st prof sr jr vs no approx inc ltd co jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e'.split(
    ' ',
  ),
);

const QUESTION_WORDS: ReadonlySet<string> = new Set(
  (
    'what whats where wheres when whens who whos whom whose which why how hows ' +
    'do does did is are was were am can could would will should shall may have has'
  ).split(' '),
);

/** A longer sentence is cut, in UTF-16 units: looking for an end that isn't there takes the square of its length. */
const LONGEST_SENTENCE = 2_000;

/** The sentences of a text, in order, without the white space around them. A line's end always ends a sentence. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const segment of segmentsOf(text)) {
    open += segment;
    if (!segment.endsWith('\n') && endsInAbbreviation(segment)) continue;
    sentences.push(open);
    open = '';
  }
  return [...sentences, open].map((sentence) => sentence.trim()).filter(Boolean);
}

/**
 * Segments a text a stretch at a time; each stretch begins with the last segment of the one before, which it may end.
 * A line's end always ends a segment (Unicode's Standard Annex 29), so that lines need no segmenting each.
 */
function* segmentsOf(text: string): Generator<string> {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  for (let from = 0; from < text.length; ) {
    let stretch = text.slice(from, from + LONGEST_SENTENCE);
    const isLast = from + stretch.length === text.length;
    // Not between the halves of a surrogate pair.
    if (!isLast && !stretch.isWellFormed()) stretch = stretch.slice(0, -1);
    for (const { segment, index } of segmenter.segment(stretch)) {
      if (!isLast && index > 0 && index + segment.length === stretch.length) break;
      yield segment;
      from += segment.length;
    }
  }
}

function endsInAbbreviation(segment: string): boolean {
  const end = segment.trimEnd();
  if (!end.endsWith('.')) return false;
  const last = end.slice(end.lastIndexOf(' ') + 1, -1).toLowerCase();
  return last.length === 1 || ABBREVIATIONS.has(last);
}

/** Whether a sentence asks something, by its mark or by its first word. */
export function isQuestion(sentence: string): boolean {
  const bare = sentence.trimEnd();
  if (bare.endsWith('?') || bare.endsWith('？')) return true;
  const [first = ''] = bare
    .slice(0, 20)
    .toLowerCase()
    .replaceAll("'", '')
    .replaceAll('’', '')
    .split(/[^a-z]/);
  return QUESTION_WORDS.has(first);
}

const ENDING = new Set('.!?;:,…。！？'.split(''));

/** Without the marks and the white space at the end. A loop, since a regular expression would be quadratic here. */
export function withoutEnding(text: string): string {
  let end = text.length;
  while (end > 0 && (ENDING.has(text.charAt(end - 1)) || text.charAt(end - 1).trim() === '')) end -= 1;
  return text.slice(0, end);
}
