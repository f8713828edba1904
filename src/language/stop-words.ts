import { stopwords as danish } from '@orama/stopwords/danish';
import { stopwords as dutch } from '@orama/stopwords/dutch';
import { stopwords as finnish } from '@orama/stopwords/finnish';
import { stopwords as french } from '@orama/stopwords/french';
import { stopwords as german } from '@orama/stopwords/german';
import { stopwords as greek } from '@orama/stopwords/greek';
import { stopwords as italian } from '@orama/stopwords/italian';
import { stopwords as japanese } from '@orama/stopwords/japanese';
import { stopwords as mandarin } from '@orama/stopwords/mandarin';
import { stopwords as norwegian } from '@orama/stopwords/norwegian';
import { stopwords as portuguese } from '@orama/stopwords/portuguese';
import { stopwords as russian } from '@orama/stopwords/russian';
import { stopwords as spanish } from '@orama/stopwords/spanish';
import { stopwords as swedish } from '@orama/stopwords/swedish';
import { stopwords as turkish } from '@orama/stopwords/turkish';
import { ENGLISH_STOP_WORDS } from './english-stop-words.ts';
import { fold } from './fold.ts';

// Those of requests, and of what is said to an assistant ("please tell me", "remember"), and the ends of contractions.
// The index of memory has them, since a memory may be about them.
const ENGLISH: ReadonlySet<string> = new Set([
  ...ENGLISH_STOP_WORDS,
  ...'done get know let ll please re really remember remind said say shall tell told us ve whose'.split(' '),
]);
/** What the lists of the package lack: pronouns, and the words of questions. */
const MORE = {
  german: 'mein meine meinen meiner meinem wie wer wo was wann welche welcher welches heisst',
  french: 'mon ma mes qui que quoi quel quelle ou quand comment est-ce s t qu appelle',
  spanish: 'mi mis que quien cual cuando donde como llama',
  italian: 'mio mia miei mie chi che cosa quando dove come chiama',
  russian: 'мой моя мое мои моей моего где кто что когда как какой какая зовут',
  ukrainian:
    'мій моя моє мої моєї мого де хто що коли як який яка звати є у в на і та не я ти він вона воно ми ви вони',
  mandarin: '我 我的 你 你的 的 了 吗 呢 是 在 有 什么 谁 哪里 哪儿 哪 几 多少 叫 住 住在 名字 怎么 请 记住 告诉',
  japanese: 'は が の を に で と も か です ます い います あり 私 僕 俺 何 どこ だれ 誰 いつ て んで こと ください',
} as const;

const lists: readonly ReadonlySet<string>[] = [
  [...german, ...MORE.german.split(' ')],
  [...french, ...MORE.french.split(' ')],
  [...spanish, ...MORE.spanish.split(' ')],
  [...italian, ...MORE.italian.split(' ')],
  [...russian, ...MORE.russian.split(' ')],
  MORE.ukrainian.split(' '),
  [...mandarin, ...MORE.mandarin.split(' ')],
  [...japanese, ...MORE.japanese.split(' ')],
  portuguese,
  dutch,
  swedish,
  norwegian,
  danish,
  finnish,
  greek,
  turkish,
].map((list) => new Set(list.map(fold)));

/**
 * The stop words of the language that a text seems to be in: the one whose stop words it holds most of, or else
 * English. Those of all languages together would be wrong, since the stop word of one is a noun of another ("die",
 * "son").
 *
 * @param words of the text, folded
 */
export function stopWordsFor(words: readonly string[]): ReadonlySet<string> {
  let best = ENGLISH;
  let most = countIn(ENGLISH, words);
  for (const list of lists) {
    const count = countIn(list, words);
    if (count > most) [best, most] = [list, count];
  }
  return best;
}

function countIn(list: ReadonlySet<string>, words: readonly string[]): number {
  let count = 0;
  for (const word of words) if (list.has(word)) count++;
  return count;
}
