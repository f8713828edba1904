// A sentence goes on after these abbreviations, which are of English, German, French, Spanish, Italian, Portuguese,
// Dutch, the Nordic languages, Polish and Russian. Those with a full stop inside, and single letters, need not be
// listed.
const BEFORE_ANYTHING: ReadonlySet<string> = new Set(
  (
    'dr mr mrs ms st prof sr jr vs approx inc ltd co gen col capt lt sgt rev hon mt dept est univ ' +
    'bzw ca evtl ggf inkl exkl zzgl hr fr nr str bspw sog vgl dipl ing ' +
    'mme mlle mgr cf env p.ex ex ej sra srta ud uds aprox sig dott avv spett ' +
    'bijv dhr mevr bl resp np tzn ul др напр см ул гг'
  ).split(' '),
);
/** A sentence goes on after these only where a number follows: elsewhere they are words, or end a sentence. */
const BEFORE_NUMBER: ReadonlySet<string> = new Set(
  'no nos fig vol p pp art sec ch ver v jan feb mar apr jun jul aug sep sept oct nov dec okt dez n° núm num г'.split(
    ' ',
  ),
);
/** These often end a sentence, so they count as its end. */
const OFTEN_LAST: ReadonlySet<string> = new Set(['a.m', 'p.m']);
const DOTTED = /^\p{L}{1,2}(?:\.\p{L}{1,3}){1,4}$/u;
const ORDINAL = /^\d{1,2}$/;
/** German writes days with a full stop: "am 3. Mai". */
const GERMAN_MONTHS: ReadonlySet<string> = new Set(
  Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat('de', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month)).toLowerCase(),
  ),
);

/**
 * Whether the full stop at the end of a text belongs to an abbreviation or an ordinal, so that the sentence goes on.
 *
 * @param next the text that follows
 */
export function endsInAbbreviation(text: string, next: string): boolean {
  const end = text.trimEnd();
  if (!end.endsWith('.') || next === '') return false;
  const last = (/[^\s([{"'“„«]{1,20}$/u.exec(end.slice(-21, -1))?.[0] ?? '').toLowerCase();
  if (last === '' || OFTEN_LAST.has(last)) return false;
  if (BEFORE_ANYTHING.has(last) || DOTTED.test(last) || /^\p{L}$/u.test(last)) return true;
  // A number alone at the start is that of a list item.
  if (ORDINAL.test(last) && end.length === last.length + 1) return true;
  if (ORDINAL.test(last)) return GERMAN_MONTHS.has((/^\p{L}{1,10}/u.exec(next)?.[0] ?? '').toLowerCase());
  return BEFORE_NUMBER.has(last) && /^\p{N}/u.test(next);
}
