/**
 * Words that say little about what an English text is about, from the common lists (van Rijsbergen 1979, shortened).
 * Those who look for something else in a text add their own: the index in terms/english.ts, and what reads
 * sentences in stop-words.ts.
 */
export const ENGLISH_STOP_WORDS: readonly string[] = (
  'a about after again all also am an and any are as at be because been before being but by can could did do does ' +
  'doing don down during each few for from further had has have having he her here hers him his how i if in into is ' +
  'it its just me more most my no nor not now of off on once only or other our ours out over own s same she should ' +
  'so some such t than that the their them then there these they this those through to too under until up very was ' +
  'we were what when where which while who whom why will with would you your yours'
).split(' ');
