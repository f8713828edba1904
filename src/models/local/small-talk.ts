import type { SmallTalk } from './intents.ts';

const ABILITIES =
  'I can remember what you tell me, recall it, forget it, tell the time and the date, do arithmetic, and ' +
  'summarise a text.';
const EXAMPLES =
  'Try: "remember that my sister lives in Oslo", "where does my sister live?", "forget about my sister", ' +
  '"what time is it?", "17% of 350", or "summarise:" and a text.';
const IDENTITY =
  'I am Lex, an assistant on your own machine. No language model answers you here, only a small program.';

/** Says plainly what local/lex is, and is not. */
export function answerSmallTalk(kind: SmallTalk): string {
  switch (kind) {
    case 'greeting':
      return `Hello. I am Lex, without a language model for now. ${ABILITIES}`;
    case 'thanks':
      return 'You are welcome.';
    case 'goodbye':
      return 'Goodbye. I keep what you told me.';
    case 'identity':
      return `${IDENTITY} ${ABILITIES}`;
    case 'help':
      return `${ABILITIES} ${EXAMPLES}`;
  }
}

/** The answer to a message that local/lex can't answer: why, what to do about it, and what it can do. */
export function answerUnknown(voiceMode: boolean): string {
  // Nobody can follow the names of variables that are read aloud.
  if (voiceMode) return `I can't answer that, because no language model is set. ${ABILITIES}`;
  return (
    "I can't answer that: no language model is set. To set one, start Lex with LEX_MODEL and its key, for example " +
    'LEX_MODEL=openai/gpt-5-mini OPENAI_API_KEY=…, or LEX_MODEL=ollama/llama3.2 where Ollama runs. ' +
    `Without one, ${ABILITIES}`
  );
}
