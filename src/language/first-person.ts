import { straighten } from './fold.ts';

/** Words by which people speak of themselves. */
const SPACED =
  "i|i'm|my|me|mine|we|our|us|ich|mein\\p{L}{0,2}|mir|mich|wir|uns\\p{L}{0,3}|je|mon|ma|mes|moi|nous|notre|" +
  'yo|mi|mis|me|nosotros|nuestr\\p{L}{1,2}|eu|meu|minha|nós|io|mio|mia|noi|ik|mijn|wij|jag|min|mitt|' +
  'vi|jeg|jestem|mój|moja|я|мой|моя|моё|мне|меня|мы|наш\\p{L}?|мій|моє|мені|ми|أنا|لي';
/** The same in scripts without spaces between words. */
const DENSE = '[我俺私僕咱]|나는|내가|우리|저는|제가|ผม|ฉัน|เรา';
const FIRST_PERSON = new RegExp(`(?<!\\p{L})(?:${SPACED})(?!\\p{L})|(?<!\\p{L})j'|${DENSE}`, 'iu');

/** Whether a text speaks of its author, as far as its words tell. */
export function isOfTheWriter(text: string): boolean {
  return FIRST_PERSON.test(straighten(text));
}
