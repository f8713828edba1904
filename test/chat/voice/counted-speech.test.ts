import { beforeAll, expect, it } from 'vitest';
import { ask, bearer, userOf } from '../../accounts/deletion/users.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { type SpeechProvider, startSpeechProvider } from '../../support/models/speech-provider.ts';

let lex: TestServer;
let provider: SpeechProvider;
beforeAll(async () => {
  provider = await startSpeechProvider();
  lex = await startTestServer({
    LEX_AUTH: 'keys',
    COMPATIBLE_BASE_URL: provider.url,
    LEX_SPEECH_MODEL: 'compatible/tts',
    LEX_TRANSCRIPTION_MODEL: 'compatible/whisper',
    LEX_PRICES: 'compatible/tts=15, compatible/whisper=10/20',
    LEX_DAILY_TOKENS_PER_USER: '1000',
    LEX_RATE_RECORDINGS: '3',
  });
});

const TRANSCRIBE = 'mutation ($input: TranscribeInput!) { transcribe(input: $input) }';
interface Used {
  readonly usage: { readonly used: { calls: number; inputTokens: number; cost: number | null }[] };
}
const USED = '{ usage { used { model use calls inputTokens outputTokens cost } } }';
const usedBy = async (key: string) => (await ask<Used>(lex, key, USED)).usage.used;
const recording = (bytes: number) => ({
  audio: Buffer.alloc(bytes).toString('base64'),
  contentType: 'audio/webm',
});
const transcribe = async (key: string, bytes: number) =>
  (await lex.client.answer(TRANSCRIBE, { input: recording(bytes) }, bearer(key))).errors?.[0]?.extensions?.code;

const SPEAK = `mutation ($message: String!) {
  chat(input: { message: $message, voiceMode: true, waitMs: 60000 }) { reply { id content } } }`;

it('each character that a provider speaks counts as a token, with its price', async () => {
  const key = await userOf(lex, 'Ada');
  await ask(lex, key, SPEAK, { message: 'Remember that the cup is blue.' });
  const job = () => lex.database.prisma.job.findFirst({ where: { kind: 'SPEECH' } });
  await expect.poll(job).toMatchObject({ state: 'COMPLETED' });
  const spoken = provider.spoken().map(({ input }) => String(input));
  const characters = [...spoken.join('')].length;
  await expect
    .poll(() => usedBy(key))
    .toMatchObject([{ model: 'compatible/tts', use: 'SPEECH', calls: spoken.length, inputTokens: characters }]);
  expect((await usedBy(key))[0]?.cost).toBeCloseTo((characters * 15) / 1_000_000, 9);
});

it('a recording counts as its provider says, be it in tokens or seconds, and else by its length', async () => {
  const key = await userOf(lex, 'Bo');
  provider.answers.usage = { type: 'tokens', input_tokens: 14, output_tokens: 5 };
  expect(await transcribe(key, 400)).toBeUndefined();
  expect(await usedBy(key)).toMatchObject([{ use: 'TRANSCRIPTION', calls: 1, inputTokens: 14, outputTokens: 5 }]);
  expect((await usedBy(key))[0]?.cost).toBeCloseTo((14 * 10 + 5 * 20) / 1_000_000, 9);
  provider.answers.usage = { type: 'duration', seconds: 2 };
  await transcribe(key, 400);
  expect(await usedBy(key)).toMatchObject([{ calls: 2, inputTokens: 34, outputTokens: 5 }]);
  provider.answers.usage = undefined;
  await transcribe(key, 4_000);
  expect(await usedBy(key)).toMatchObject([{ calls: 3, inputTokens: 54 }]);
  // There is a rate for recordings alone.
  expect(await transcribe(key, 400)).toBe('RATE_LIMITED');
  expect((await usedBy(key))[0]?.calls).toBe(3);
});

it('what the tokens of the day don’t suffice for is not heard or spoken; what is refused costs nothing', async () => {
  const key = await userOf(lex, 'Cy');
  provider.answers.status = 400;
  expect(await transcribe(key, 2_000)).toBe('UNAVAILABLE');
  provider.answers.status = 200;
  expect(await usedBy(key)).toEqual([]);
  const before = provider.asked.length;
  expect(await transcribe(key, 220_000)).toBe('BUDGET_EXCEEDED');
  expect(provider.asked.length).toBe(before);

  await lex.database.pool.query('UPDATE "TokenDay" SET "gone" = 1000');
  await ask(lex, key, SPEAK, { message: 'Remember that the cup is blue.' });
  const job = () => lex.database.prisma.job.findFirst({ where: { kind: 'SPEECH' }, orderBy: { number: 'desc' } });
  await expect.poll(job).toMatchObject({ state: 'FAILED', errorCode: 'BUDGET_EXCEEDED' });
  expect(provider.asked.length).toBe(before);
});
