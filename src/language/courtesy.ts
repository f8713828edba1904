import { fold } from './fold.ts';

export type Courtesy = 'greeting' | 'thanks' | 'goodbye';

/** Folded words of many languages. In scripts without spaces a whole phrase is one word. */
const GREETINGS = setOf(
  'hi hello hey hiya howdy yo greetings good morning afternoon evening day hallo moin servus guten morgen tag ' +
    'abend bonjour bonsoir salut coucou hola buenos buenas dias tardes ola oi bom boa dia tarde ciao buongiorno ' +
    'buonasera salve hoi goedemorgen goedemiddag goedenavond goedendag hei hej hejsan god morgon dag czesc dzien ' +
    'dobry ahoj den merhaba selam gunaydin moi terve привет здравствуйте здравствуй доброе утро добрый день вечер ' +
    'привіт вітаю доброго ранку дня вечора добрий γεια σου σας καλημερα καλησπερα שלום مرحبا اهلا السلام عليكم سلام ' +
    'صباح الخير مساء درود नमस्ते नमस्कार হ্যালো নমস্কার வணக்கம் 你好 您好 你好吗 嗨 哈喽 早 早安 早上好 上午好 下午好 晚上好 こんにちは こんばんは ' +
    'おはよう おはようございます はじめまして もしもし 안녕 안녕하세요 สวัสดี สวัสดีครับ สวัสดีค่ะ',
);
const THANKS = setOf(
  'thanks thank thx cheers danke merci gracias obrigado obrigada grazie bedankt dank tack takk tak kiitos dzieki ' +
    'dziekuje tesekkurler спасибо дякую ευχαριστω תודה شكرا धन्यवाद 谢谢 謝謝 谢谢你 ありがとう ありがとうございます 감사합니다 고마워요 ขอบคุณ ' +
    'ขอบคุณครับ ขอบคุณค่ะ',
);
const FAREWELLS = setOf(
  'bye goodbye farewell night tschuss nacht revoir bonne nuit adios noches tchau noite arrivederci buonanotte dag ' +
    'пока adjo hejda ha det 晚安 再见 再見 さようなら おやすみなさい 안녕히',
);
/** What may stand beside courteous words without saying more. */
const BESIDE = setOf(
  'there lex again you a lot so very much please ok okay yes no great nice gute au beaucoup bonne journee muchas ' +
    'mille je wel und and',
);
/** Courteous phrases made of words that would say something by themselves. */
const PHRASES: readonly string[] = (
  "how are you doing today|how are you doing|how are you today|how are you|how is it going|how's it going|what's up|" +
  "wie geht's|wie geht es dir|wie geht es ihnen|comment ca va|ca va|comment allez-vous|como estas|como esta|" +
  'tudo bem|come stai|come va|hoe gaat het|hur mar du|hvordan gar det|как дела|як справи|are you there|' +
  'is anybody there|is anyone there|nice to meet you'
)
  .split('|')
  .map((phrase) => ` ${tokensOf(phrase).join(' ')} `);
/** A longer text, in UTF-16 units, is not only courteous. */
const LONGEST = 120;

/** Whether a folded word is said out of courtesy, and so tells nothing of who says it. */
export function isCourteousWord(word: string): boolean {
  return GREETINGS.has(word) || THANKS.has(word) || FAREWELLS.has(word) || BESIDE.has(word);
}

/**
 * Which courtesy a text is that holds a greeting, thanks or a farewell, and nothing else; undefined for any other
 * text.
 */
export function readCourtesy(text: string): Courtesy | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  const said = ` ${tokensOf(trimmed).join(' ')} `;
  const rest = PHRASES.reduce((left, phrase) => left.replace(phrase, ' '), said);
  const words = tokensOf(rest);
  if (!words.every(isCourteousWord)) return undefined;
  if (words.some((word) => THANKS.has(word))) return 'thanks';
  if (words.some((word) => FAREWELLS.has(word))) return 'goodbye';
  return rest !== said || words.some((word) => GREETINGS.has(word)) ? 'greeting' : undefined;
}

function tokensOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{M}\p{N}']+/gu) ?? [];
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(fold));
}
