/** Words by which people speak of themselves, in languages that are written with spaces. */
const FIRST_PERSON =
  /(?<![\p{L}])(?:i|i['’]m|my|me|mine|we|our|us|ich|mein\p{L}{0,2}|mir|mich|wir|uns\p{L}{0,3}|je|j['’]|mon|ma|mes|moi|nous|notre|yo|mi|mis|me|nosotros|nuestr\p{L}{1,2}|eu|meu|minha|nós|io|mio|mia|noi|ik|mijn|wij|jag|min|mitt|vi|jeg|jestem|mój|moja|я|мой|моя|моё|мне|меня|мы|наш\p{L}?|أنا|لي)(?![\p{L}])/iu;
/** Scripts that are written without spaces: so many signs of them say as much as a few words. */
const DENSE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Hangul}]/gu;
const LEAST_DENSE = 5;
const LEAST_WORDS = 3;
/** What people say to be polite tells nothing of them. */
const COURTESY: ReadonlySet<string> = new Set(
  (
    'thanks thank you hello hi hey good morning afternoon evening night bye goodbye ok okay yes no please sorry great ' +
    'cool nice lex danke bitte hallo merci beaucoup bonjour gracias hola grazie ciao obrigado obrigada спасибо привет'
  ).split(' '),
);
const ASKS = /[?？؟][\s"'”»)]*$/u;
/** A question that says nothing of the one who asks is short; longer ones tell what they are about. */
const LONGEST_PLAIN_QUESTION = 200;

/**
 * Whether a message could hold a fact about its author, as far as can be told without a model: greetings, thanks,
 * numbers and plain questions can't. It rather says yes, since a model then reads the message.
 */
export function mayHoldFact(text: string): boolean {
  const head = text.slice(0, 4_000);
  const dense = head.match(DENSE)?.length ?? 0;
  const words = (head.toLowerCase().match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? []).filter((word) => !COURTESY.has(word));
  if (words.length < LEAST_WORDS && dense < LEAST_DENSE) return false;
  const isPlainQuestion = ASKS.test(text) && text.length <= LONGEST_PLAIN_QUESTION && dense < LEAST_DENSE;
  return !isPlainQuestion || FIRST_PERSON.test(text);
}
