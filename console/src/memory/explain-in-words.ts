import type { ExplainRecallQuery } from '../generated/graphql.ts';
import type { Strings } from '../language/strings.ts';
import { shortNumber } from './short-number.ts';
import { snippetOf } from './snippet.ts';

export type Explanation = ExplainRecallQuery['explainRecall'][number];

/** The factors in the order in which they are told. */
const FACTORS = ['heading', 'group', 'time', 'recency', 'asking'] as const;
/** A word counts as rare from here on: fewer than about one memory in seven holds it. */
const RARE = 2;

/** Says what a score is made of, in sentences: what adds, what multiplies, and what comes of it. */
export function explainInWords(
  {
    words: held,
    neighbours,
    phrases,
    likeness,
    factors,
    wordScore,
    wordRank,
    similarity,
    similarityRank,
    score,
  }: Explanation,
  { words, language }: { readonly words: Strings['memory']['explained']; readonly language: string },
): string[] {
  const number = (value: number) => shortNumber(value, language);
  const sentences = held.map((each) =>
    (each.rarity >= RARE ? words.rareWord : words.commonWord)(each.word, number(each.score)),
  );
  for (const { word, score: added, memory } of neighbours) {
    sentences.push(
      memory
        ? words.neighbour(word, number(added), snippetOf(memory.excerpt))
        : words.goneNeighbour(word, number(added)),
    );
  }
  if (phrases > 0) sentences.push(words.phrases(number(phrases)));
  if (likeness > 0) sentences.push(words.likeness(number(likeness)));
  for (const name of FACTORS) {
    if (factors[name] !== 1) sentences.push(words[name](number(factors[name])));
  }
  if (wordScore > 0) {
    const place = wordRank === null ? undefined : String(wordRank);
    sentences.push(place ? words.byWordsAt(number(wordScore), place) : words.byWords(number(wordScore)));
  }
  if (similarity !== null) {
    const percent = similarity.toLocaleString(language, { style: 'percent' });
    sentences.push(words.similar(percent, String(similarityRank)));
  }
  // Where meanings were compared, the places decide, and the score is made of them.
  sentences.push((score === wordScore ? words.score : words.scoreOfPlaces)(number(score)));
  return sentences;
}
