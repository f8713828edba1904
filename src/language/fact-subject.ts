import { contentWords } from './content-words.ts';

// What a person has one of at a time, so that a later fact replaces an earlier one. Of other things ("my sister is a
// nurse", "my sister is tall") several can be true at once.
const SINGLE =
  'name|first name|last name|surname|nickname|birthday|birth date|date of birth|age|address|' +
  'home address|work address|e-?mail(?: address)?|phone|phone number|mobile(?: number)?|telephone number|' +
  'job|profession|occupation|employer|' +
  'hometown|home town|native language|mother tongue|time ?zone|shoe size|dress size|ring size|size|height|weight|' +
  'blood type|licen[cs]e plate|boss|doctor|dentist|(?:favou?rite|preferred) [^\\n]{1,40}';
const RELATION =
  'mother|mum|mom|father|dad|parents|sister|brother|wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|' +
  'son|daughter|grandmother|grandma|grandfather|grandpa|aunt|uncle|cousin|niece|nephew|friend|' +
  'best friend|boss|manager|neighbou?r|' +
  'roommate|flatmate|colleague|teacher|doctor|dentist|dog|cat|horse|rabbit|parrot|hamster|company|school|university';
const OWNER = `(?:my|our) (?<who>${RELATION})`;
const NOW = '(?: now| currently)?';
const TASTE_ADVERBS = "really|also|still|absolutely|do|don['’]?t|do not";
const TASTE_VERBS = "like|love|hate|dislike|prefer|enjoy|can['’]?t stand";
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';

type Reader = (found: Readonly<Record<string, string | undefined>>) => string;

/** Beginnings of sentences, and what those are about. The first that fits counts. */
const SUBJECTS: readonly (readonly [RegExp, Reader])[] = [
  [new RegExp(`^(?:i|we)${NOW} (?:live|moved to|moved|am living|are living) `, 'i'), () => 'home'],
  [/^(?:i['’]m|i am|we are|we['’]re) (?:now )?living (?:in|at|near) /i, () => 'home'],
  [new RegExp(`^i${NOW} work as `, 'i'), () => 'job'],
  [new RegExp(`^i${NOW} work (?:at|for) `, 'i'), () => 'employer'],
  [/^(?:i['’]m|i am) working as /i, () => 'job'],
  [/^(?:i['’]m|i am) working (?:at|for) /i, () => 'employer'],
  [/^(?:call me|people call me) /i, () => 'nickname'],
  [/^(?:i['’]m|i am) (?:called|named) /i, () => 'name'],
  [/^(?:i['’]m|i am) \d{1,3}(?: years old)?$/i, () => 'age'],
  [/^(?:i['’]m|i am) (?:married|single|divorced|engaged|widowed)$/i, () => 'marital status'],
  [/^(?:i['’]m|i am) (?:an? )?(?:vegetarian|vegan)$/i, () => 'diet'],
  [/^(?:i['’]m|i am) (?:left-handed|right-handed)$/i, () => 'handedness'],
  [/^(?:i['’]m|i am|we are|we['’]re|i come) from /i, () => 'origin'],
  [new RegExp(`^i was born (?:on|in) (?:the )?(?:\\d|${MONTH}\\b)`, 'i'), () => 'birthday'],
  [/^i was born (?:in|at) /i, () => 'birthplace'],
  [
    /^(?:i['’]m|i am) (?:not |no longer |very |badly |severely )?allergic to (?<what>[^\n]+)$/i,
    (found) => `allergy.${thing(found['what'])}`,
  ],
  [
    new RegExp(`^i (?:(?:${TASTE_ADVERBS}) )*(?:${TASTE_VERBS}) (?<what>[^\\n]+)$`, 'i'),
    (found) => `taste.${thing(found['what'])}`,
  ],
  // A noun alone: "I have a black cat" may be about one of several cats.
  [
    /^(?:i|we) (?:have|own) (?:no|an?|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}) (?<what>[\p{L}-]+)$/iu,
    (found) => `number.${contentWords(found['what'] ?? '').join(' ') || found['what']}`,
  ],
  [new RegExp(`^${OWNER}${NOW} (?:lives?|moved to) `, 'i'), ({ who }) => `my.${who}.home`],
  [new RegExp(`^${OWNER}${NOW} works? as `, 'i'), ({ who }) => `my.${who}.job`],
  [new RegExp(`^${OWNER}${NOW} works? (?:at|for) `, 'i'), ({ who }) => `my.${who}.employer`],
  [new RegExp(`^${OWNER} (?:is|are) (?:called|named) `, 'i'), ({ who }) => `my.${who}.name`],
  [new RegExp(`^${OWNER} (?:is|are) \\d{1,3}(?: years old)?$`, 'i'), ({ who }) => `my.${who}.age`],
  [
    new RegExp(`^${OWNER}['’]s (?<what>${SINGLE}) (?:is|are)(?: now)? `, 'i'),
    ({ who, what }) => `my.${who}.${attribute(what)}`,
  ],
  [new RegExp(`^my (?<what>${SINGLE}) (?:is|are)(?: now)? `, 'i'), ({ what }) => attribute(what)],
];

/** Marks and words by which a sentence may say several things, and so is about no single subject. */
const SEVERAL = /[,;]|\b(?:and|but|or|because|since|until|when|while|if|though|although)\b/i;

/**
 * What a fact is about, as a name that stays the same when the fact changes: "I live in Oslo" is about `home`, and so
 * is "we moved to Bergen". Undefined where several such facts could be true at once, or the sentence states several.
 */
export function subjectOf(fact: string): string | undefined {
  if (fact.length > 200 || SEVERAL.test(fact)) return undefined;
  for (const [pattern, read] of SUBJECTS) {
    const found = pattern.exec(fact);
    if (found) return read(found.groups ?? {}).toLowerCase();
  }
  return undefined;
}

/** Like content-words.ts, it makes British and American spellings the same. */
function attribute(text = ''): string {
  return text.toLowerCase().replaceAll('our', 'or').replace(/\s+/g, ' ').trim();
}

/** Keeps the text as it is written, since only a sign tells C from C#. */
function thing(text = ''): string {
  return text.replace(/^(?:the|an?) /i, '').trim();
}
