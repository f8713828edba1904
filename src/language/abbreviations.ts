// After these a sentence goes on: English, German, French, Spanish, Italian, Portuguese, Dutch, the Nordic languages,
// Polish, Russian. Of those with a stop inside, and of single letters, the rule below knows.
const BEFORE_ANYTHING: ReadonlySet<string> = new Set(
  (
    'dr mr mrs ms st prof sr jr vs approx inc ltd co gen col capt lt sgt rev hon mt dept est univ ' +
    'bzw ca evtl ggf inkl exkl zzgl hr fr nr str bspw sog vgl dipl ing ' +
    'mme mlle mgr cf env p.ex ex ej sra srta ud uds aprox sig dott avv spett ' +
    'bijv dhr mevr bl resp np tzn ul др напр см ул гг'
  ).split(' '),
);
/** After these only where a number follows: elsewhere they are words, or ends. */
const BEFORE_NUMBER: ReadonlySet<string> = new Set(
  'no nos fig vol p pp art sec ch ver v jan feb mar apr jun jul aug sep sept oct nov dec okt dez n° núm num г'.split(
    ' ',
  ),
);
/** These end a sentence as often as not. */
const OFTEN_LAST: ReadonlySet<string> = new Set(['a.m', 'p.m']);
const DOTTED = /^\p{L}{1,2}(?:\.\p{L}{1,3}){1,4}$/u;
const ORDINAL = /^\d{1,2}$/;
/** German writes days with a stop, and months with a capital: "am 3. Mai". */
const GERMAN_MONTHS: ReadonlySet<string> = new Set(
  Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat('de', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month)).toLowerCase(),
  ),
);

/** Whether the stop at the end of a text is that of an abbreviation or an ordinal, and so no sentence's, given what follows. */
export function endsInAbbreviation(text: string, next: string): boolean {
  const end = text.trimEnd();
  if (!end.endsWith('.') || next === '') return false;
  const last = (/[^\s([{"'“„«]{1,20}$/u.exec(end.slice(-21, -1))?.[0] ?? '').toLowerCase();
  if (last === '' || OFTEN_LAST.has(last)) return false;
  if (BEFORE_ANYTHING.has(last) || DOTTED.test(last) || /^\p{L}$/u.test(last)) return true;
  // A list's number begins its line.
  if (ORDINAL.test(last) && end.length === last.length + 1) return true;
  if (ORDINAL.test(last)) return GERMAN_MONTHS.has((/^\p{L}{1,10}/u.exec(next)?.[0] ?? '').toLowerCase());
  return BEFORE_NUMBER.has(last) && /^\p{N}/u.test(next);
}
