import { stemmer } from 'stemmer';
import { fold } from '../../language/fold.ts';
import type { Language } from './analysis.ts';

// Words that say little about what a text is about, from the common English lists (van Rijsbergen 1979, shortened).
const STOP_WORDS = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can
  could did do does doing don down during each few for from further had has have having he her here hers him himself his
  how i if in into is it its itself just me more most my myself no nor not now of off on once only or other our ours out
  over own s same she should so some such t than that the their theirs them then there these they this those through to
  too under until up very was we were what when where which while who whom why will with would you your yours yourself`
    .split(/\s+/)
    .filter(Boolean),
);

// Verbs and nouns whose forms no rule for endings brings together, from the common tables of irregular forms: the form
// to find them by first. Not those that another verb has too (lives, leaves).
const IRREGULAR = `become became, begin began begun, bite bit bitten, blow blew blown, break broke broken, bring brought,
  build built, buy bought, catch caught, choose chose chosen, come came, deal dealt, dig dug, draw drew drawn,
  dream dreamt, drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feed fed, feel felt, fight fought,
  find found, fly flew flown, forget forgot forgotten, forgive forgave forgiven, freeze froze frozen, get got gotten,
  give gave given, go went gone, grow grew grown, hang hung, hear heard, hide hid hidden, hold held, keep kept,
  know knew known, lead led, learn learnt, leave left, lend lent, light lit, lose lost, make made, mean meant, meet met,
  pay paid, ride rode ridden, ring rang rung, rise rose risen, run ran, say said, see saw seen, seek sought, sell sold,
  send sent, shake shook shaken, shoot shot, show shown, shrink shrank, sing sang sung, sink sank, sit sat, sleep slept,
  speak spoke spoken, spend spent, stand stood, steal stole stolen, stick stuck, strike struck, swear swore sworn,
  sweep swept, swim swam swum, take took taken, teach taught, tear tore torn, tell told, think thought,
  throw threw thrown, understand understood, wake woke woken, wear wore worn, weep wept, win won, write wrote written,
  child children, man men, woman women, foot feet, tooth teeth, person people, mouse mice, wife wives,
  knife knives, half halves, shelf shelves, wolf wolves, good better best, bad worse worst`;

// The short and homely forms in which people write of everyday things, and British spelling where the stem differs.
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

/** English: Porter's stems (Program 14, 1980), irregular and homely forms brought to their base first. */
export const english: Language = {
  name: 'english',
  isStopWord: (word) => STOP_WORDS.has(word),
  stem(word) {
    const plain = fold(word);
    return LATIN.test(plain) ? stemmer(BASE_FORMS.get(plain) ?? plain) : plain;
  },
};
