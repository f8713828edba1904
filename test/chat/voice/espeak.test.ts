import { afterAll, expect, it } from 'vitest';
import { createEspeakEngine } from '../../../src/chat/voice/espeak-engine.ts';
import { mannerOf, requireOffered } from '../../../src/chat/voice/manner.ts';

const espeak = createEspeakEngine();
afterAll(() => espeak.close());
const nobody = { voice: null, voiceLanguage: null, voiceRate: null };
const signal = new AbortController().signal;
const speak = (text: string, voice: string, rate: number) =>
  espeak.speak(text, { voice, rate, ownerId: 'somebody', signal });

it('eSpeak NG names its voices with their languages, each once, and speaks with any as fast as is wanted', async () => {
  const voices = await espeak.voices();
  const names = voices.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of ['en-us', 'en-gb', 'de', 'fr-fr']) expect(names).toContain(name);
  expect(voices.find(({ name }) => name === 'de')).toEqual({ name: 'de', label: 'German', language: 'de' });
  const [slow, usual, fast] = [
    await speak('A sentence.', 'de', 0.5),
    await speak('A sentence.', 'de', 1),
    await speak('A sentence.', 'de', 2),
  ];
  expect(slow.samples.length).toBeGreaterThan(1.5 * usual.samples.length);
  expect(usual.samples.length).toBeGreaterThan(1.5 * fast.samples.length);
  await expect(speak('A sentence.', 'klingon-2', 1)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

it('a language chooses its nearest voice, and none where nobody speaks it', async () => {
  const voices = await espeak.voices();
  const of = (choice: object, usual?: string) => mannerOf({ ...nobody, ...choice }, voices, usual).voice;
  expect(of({ voiceLanguage: 'de' })).toBe('de');
  expect(of({ voiceLanguage: 'de-ch' })).toBe('de');
  expect(of({ voiceLanguage: 'en-gb' })).toBe('en-gb');
  // The server's is fine where it speaks the language, whatever its form.
  expect(of({ voiceLanguage: 'en' }, 'en-gb')).toBe('en-gb');
  expect(of({ voiceLanguage: 'de' }, 'en-gb')).toBe('de');
  expect(of({ voice: 'fr-fr', voiceLanguage: 'de' }, 'en-gb')).toBe('fr-fr');
  expect(of({ voice: 'gone' }, 'en-gb')).toBe('en-gb');
  expect(of({})).toBeUndefined();
  expect(() => requireOffered({ voiceLanguage: 'xx' }, voices)).toThrow(/voiceLanguage takes/);
  expect(() => requireOffered({ voice: 'gone' }, voices)).toThrow(/voice takes/);
  requireOffered({ voice: null, voiceLanguage: 'pt-BR' }, voices);
});
