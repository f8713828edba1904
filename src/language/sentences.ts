import { endsInAbbreviation } from './abbreviations.ts';
import { fold } from './fold.ts';
import { segmentsOf } from './segments.ts';

// Folded first words of questions, in languages where a question begins with such a word.
const QUESTION_WORDS: ReadonlySet<string> = new Set(
  (
    'what whats where wheres when whens who whos whom whose which why how hows ' +
    'do does did is are was were am can could would will should shall may have has ' +
    'wer wen wem wann wo wohin woher warum wieso weshalb wie welche welcher welches wieviel ' +
    'qui quand ou comment pourquoi quel quelle quels quelles combien quest estce ' +
    'quien quienes cuando donde adonde cual cuales cuanto cuantos cuantas ' +
    'quem onde qual quais quanto quantos quantas chi dove quale quali quanti ' +
    'wat wanneer waar waarom hoe welk vem vad nar var hur varfor hvem hva hvad hvor hvornar hvordan hvorfor ' +
    'kto co gdzie kiedy jak jaki jaka dlaczego ile кто где когда как какои какая какие почему зачем сколько ' +
    'хто де коли як чому скільки kim nerede kac neden nasil'
  ).split(' '),
);
const QUESTION_MARKS: ReadonlySet<string> = new Set(['?', '？', '؟', '\u037e', '՞', '⸮']);
/**
 * Chinese, Japanese, Korean and Thai ask with words in the middle or at the end, and may leave out the question mark.
 */
const QUESTION_ENDS =
  '吗|嗎|呢|么|什么|什麼|谁|誰|多少|ますか|ですか|でしたか|ましたか|ませんか|니까|나요|인가요|ไหม|มั้ย|หรือเปล่า|ที่ไหน|อะไร|เมื่อไหร่|ใคร';
const QUESTION_PARTS = '哪里|哪裡|哪儿|几点|幾點|几岁|为什么|為什麼|どこ|何時|何歳|어디|누구|언제';
const DENSE_QUESTION = new RegExp(`(?:${QUESTION_ENDS})[。.！!\\s]?$|${QUESTION_PARTS}`, 'u');
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The sentences of a text, in order, without the white space around them. A sentence never goes on after its line. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  // A segment never goes beyond the end of its line (Unicode Standard Annex 29), so lines need no splitting first.
  const segments = Array.from(segmentsOf(segmenter, text), ({ segment }) => segment);
  let open = '';
  for (const [at, segment] of segments.entries()) {
    open += segment;
    if (!segment.endsWith('\n') && endsInAbbreviation(segment, segments[at + 1] ?? '')) continue;
    sentences.push(open);
    open = '';
  }
  return [...sentences, open].map((sentence) => sentence.trim()).filter(Boolean);
}

/** Whether a sentence is a question, by its mark or its words. */
export function isQuestion(sentence: string): boolean {
  const bare = sentence.trimEnd();
  if (QUESTION_MARKS.has(bare.slice(-1)) || bare.startsWith('¿')) return true;
  if (DENSE_QUESTION.test(bare)) return true;
  const [first = ''] = fold(bare.slice(0, 20))
    .replaceAll("'", '')
    .split(/[^\p{L}\p{M}]/u, 1);
  return QUESTION_WORDS.has(first);
}

const ENDING = new Set('.!?;:,…。！？，、；：؟।'.split(''));

/**
 * A text without the punctuation and white space at its end. A loop, since a regular expression would take quadratic
 * time.
 */
export function withoutEnding(text: string): string {
  let end = text.length;
  while (end > 0 && (ENDING.has(text.charAt(end - 1)) || text.charAt(end - 1).trim() === '')) end -= 1;
  return text.slice(0, end);
}
