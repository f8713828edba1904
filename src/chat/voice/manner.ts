import { BadUserInputError } from '../../errors.ts';
import type { Manner, Voice } from './speech-engine.ts';

/** How a user wants to be spoken to; null where they have said nothing. */
export interface VoiceChoice {
  readonly voice: string | null;
  /** In lower case, such as `de` or `en-gb`. */
  readonly voiceLanguage: string | null;
  readonly voiceRate: number | null;
}

/** How a user is spoken to. */
export type MannerOfUser = (ownerId: string) => Promise<Manner>;

/**
 * How a user is spoken to. A voice that is no longer there is as if it weren't chosen; then one of their language is
 * looked for, and where there is none either the server's speaks.
 *
 * @param voices those that may be chosen
 * @param usual the server's voice; undefined: the engine's own choice
 */
export function mannerOf(choice: VoiceChoice, voices: readonly Voice[], usual: string | undefined): Manner {
  const { voice, voiceLanguage, voiceRate } = choice;
  const rate = voiceRate ?? 1;
  if (voices.some(({ name }) => name === voice)) return { voice: voice ?? undefined, rate };
  if (voiceLanguage === null) return { voice: usual, rate };
  const speaking = voices.filter((each) => speaks(each, voiceLanguage));
  // One that speaks no certain language speaks this one too.
  const isUsualFine = usual !== undefined && speaking.some(({ name }) => name === usual);
  const [first] = speaking.toSorted((one, other) => distance(one, voiceLanguage) - distance(other, voiceLanguage));
  return { voice: isUsualFine ? usual : (first?.name ?? usual), rate };
}

/**
 * Refuses what can't be had.
 *
 * @throws {BadUserInputError} for a voice that isn't there, and for a language that no voice speaks
 */
export function requireOffered(
  { voice, voiceLanguage }: Partial<{ [Name in keyof VoiceChoice]: VoiceChoice[Name] | undefined }>,
  voices: readonly Voice[],
): void {
  if (voice && !voices.some(({ name }) => name === voice)) {
    throw new BadUserInputError('voice takes the name of one of voiceSupport.voices.', { param: 'voice' });
  }
  const known = voices.filter(({ language }) => language !== undefined);
  if (voiceLanguage && known.length > 0 && !known.some((each) => speaks(each, voiceLanguage.toLowerCase()))) {
    throw new BadUserInputError('voiceLanguage takes a language that one of voiceSupport.voices speaks.', {
      param: 'voiceLanguage',
    });
  }
}

/** Whether a voice speaks a language, or another form of it. */
function speaks({ language }: Voice, wanted: string): boolean {
  return language !== undefined && mainPart(language) === mainPart(wanted);
}

/** The less, the nearer. */
function distance({ language = '' }: Voice, wanted: string): number {
  if (language === wanted) return 0;
  return language.startsWith(`${wanted}-`) || wanted.startsWith(`${language}-`) ? 1 : 2;
}

/** Of a tag such as `en-gb` what names the language. */
function mainPart(tag: string): string {
  return tag.split('-', 1)[0] ?? tag;
}
