import { stemmer } from 'stemmer';
import { ENGLISH_STOP_WORDS } from '../english-stop-words.ts';
import { fold } from '../fold.ts';
import type { Language } from './analysis.ts';

// In what is remembered these say no more than the others do. In a question they may be all that is asked for.
const MORE_STOP_WORDS = 'above below between both himself itself myself theirs yourself'.split(' ');
const STOP_WORDS: ReadonlySet<string> = new Set([...ENGLISH_STOP_WORDS, ...MORE_STOP_WORDS]);

// Verbs and nouns whose forms no rule for endings brings together, from the common tables of irregular forms. The first
// form of each is the one they are found by. Forms that belong to another word too (lives, leaves) are left out.
const IRREGULAR = `become became, begin began begun, bite bit bitten, blow blew blown, break broke broken,
  bring brought, build built, buy bought, catch caught, choose chose chosen, come came, deal dealt, dig dug,
  draw drew drawn, dream dreamt, drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feed fed,
  feel felt, fight fought, find found, fly flew flown, forget forgot forgotten, forgive forgave forgiven,
  freeze froze frozen, get got gotten, give gave given, go went gone, grow grew grown, hang hung, hear heard,
  hide hid hidden, hold held, keep kept, know knew known, lead led, learn learnt, leave left, lend lent, light lit,
  lose lost, make made, mean meant, meet met, pay paid, ride rode ridden, ring rang rung, rise rose risen, run ran,
  say said, see saw seen, seek sought, sell sold, send sent, shake shook shaken, shoot shot, show shown,
  shrink shrank, sing sang sung, sink sank, sit sat, sleep slept, speak spoke spoken, spend spent, stand stood,
  steal stole stolen, stick stuck, strike struck, swear swore sworn, sweep swept, swim swam swum, take took taken,
  teach taught, tear tore torn, tell told, think thought, throw threw thrown, understand understood, wake woke woken,
  wear wore worn, weep wept, win won, write wrote written, child children, man men, woman women, foot feet,
  tooth teeth, person people, mouse mice, wife wives, knife knives, half halves, shelf shelves, wolf wolves,
  good better best, bad worse worst`;

// Short and familiar words for everyday things, and British spellings whose stem differs from the American one.
const HOMELY = `child kid kids, mother mom mum mama mommy mummy, father dad daddy, grandmother grandma granny,
  grandfather grandpa, picture pic pics photo photos, bicycle bike bikes, television tv, film movie movies,
  favorite fave fav favourite, business biz, family fam, doctor doc, holiday vacation, information info,
  telephone phone phones, refrigerator fridge, dog pup puppy puppies, cat kitten kitty, husband hubby, birthday bday,
  christmas xmas, color colour colours, center centre centres`;

const BASE_FORMS = new Map(
  [IRREGULAR, HOMELY].flatMap((table) =>
    table.split(',').flatMap((row) => {
      const [base = '', ...forms] = row.trim().split(/\s+/);
      return forms.map((form): [string, string] => [form, base]);
    }),
  ),
);
const LATIN = /^[a-z]+$/;

/** English: Porter's stems (Program 14, 1980) of the base form, where a word has one in the tables above. */
export const english: Language = {
  name: 'english',
  isStopWord: (word) => STOP_WORDS.has(word),
  stem(word) {
    const plain = fold(word);
    return LATIN.test(plain) ? stemmer(BASE_FORMS.get(plain) ?? plain) : plain;
  },
};
