import { beforeAll, beforeEach, expect, it } from 'vitest';
import { textForEar } from '../../../src/chat/voice/text-for-ear.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { type SpeechProvider, startSpeechProvider } from '../../support/models/speech-provider.ts';

let lex: TestServer;
let provider: SpeechProvider;
beforeAll(async () => {
  provider = await startSpeechProvider();
  lex = await startTestServer({
    COMPATIBLE_BASE_URL: provider.url,
    LEX_SPEECH_MODEL: 'compatible/tts',
    LEX_SPEECH_VOICE: 'anna',
    LEX_SPEECH_VOICES: 'anna, ben',
    LEX_TRANSCRIPTION_MODEL: 'compatible/whisper',
  });
});
beforeEach(() => {
  provider.answers.delayMs = 0;
});

const CHAT = 'mutation ($input: ChatInput!) { chat(input: $input) { reply { id } } }';
const AUDIO = 'query ($id: ID!) { message(id: $id) { content audioUrl } }';

it('speaks a reply for the ear, whose WAV has the length that its header says', async () => {
  const input = { message: 'Remember that the cup is blue. Hello!', voiceMode: true };
  const { data } = await lex.client.answer<{ chat: { reply: { id: string } } }>(CHAT, { input });
  const id = data?.chat.reply.id;
  let address: string | null = null;
  await expect
    .poll(async () => {
      const answer = await lex.client.answer<{ message: { audioUrl: string | null } }>(AUDIO, { id });
      address = answer.data?.message.audioUrl ?? null;
      return address;
    })
    .toMatch(/^\/files\/[\da-f-]{36}\?until=\d+&signature=[\w-]{43}$/);
  const wav = Buffer.from(await (await fetch(`${lex.url}${address}`)).arrayBuffer());
  expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(4), wav.readUInt32LE(24), wav.readUInt32LE(40)]).toEqual([
    'RIFF',
    wav.length - 8,
    24_000,
    wav.length - 44,
  ]);
  const spoken = provider.spoken();
  expect(spoken[0]).toMatchObject({ model: 'tts', voice: 'anna', response_format: 'pcm' });
  const pauses = (spoken.length - 1) * 12_000;
  expect(wav.length).toBe(44 + spoken.length * 200 + pauses);
});

/** Has a message answered for the ear. @returns the id of the reply */
async function spoken(message: string): Promise<string> {
  const input = { message, voiceMode: true };
  const { data } = await lex.client.answer<{ chat: { reply: { id: string } } }>(CHAT, { input });
  return data?.chat.reply.id ?? '';
}

it('AUDIO comes before the end of a reply that is spoken in time, also to who goes on from before it', async () => {
  const id = await spoken('Remember that the roof is red. Hello!');
  const events = await lex.followReply(id);
  const kinds = events.map(({ kind }) => kind);
  expect(kinds.slice(-2)).toEqual(['AUDIO', 'COMPLETED']);
  const audio = events.at(-2);
  expect((await lex.client.answer(AUDIO, { id: audio?.message?.id })).data).toMatchObject({
    message: { audioUrl: expect.stringContaining('/files/') },
  });
  const after = async (cursor: string | undefined) =>
    (await lex.followReply(id, cursor)).map(({ kind }) => kind).filter((kind) => kind !== 'DELTA');
  expect(await after(events.at(-3)?.cursor)).toEqual(['AUDIO', 'COMPLETED']);
  expect(await after(audio?.cursor)).toEqual(['COMPLETED']);
  expect(await after(events.at(-1)?.cursor)).toEqual([]);
});

it('the end of a reply waits no longer than a moment for its audio, which the job makes then, once', async () => {
  provider.answers.delayMs = 1_500;
  const before = provider.spoken().length;
  const id = await spoken('Remember that the door is green.');
  const events = await lex.followReply(id);
  expect(events.map(({ kind }) => kind)).not.toContain('AUDIO');
  await expect
    .poll(
      async () => (await lex.client.answer<{ message: { audioUrl: string } }>(AUDIO, { id })).data?.message.audioUrl,
    )
    .toContain('/files/');
  const inputs = provider
    .spoken()
    .slice(before)
    .map(({ input }) => input);
  expect(new Set(inputs).size).toBe(inputs.length);
});

const UPDATE = `mutation ($voice: String, $language: String, $rate: Float) {
  updateViewer(voice: $voice, voiceLanguage: $language, voiceRate: $rate) { voice { voice language rate } } }`;

it('a user is spoken to with the voice and as fast as they chose, of what the server has', async () => {
  const support = 'query { voiceSupport { speaks transcribes recordingMaxBytes voices { name label language } } }';
  expect((await lex.client.answer(support)).data).toEqual({
    voiceSupport: {
      speaks: true,
      transcribes: true,
      recordingMaxBytes: Math.floor(((2 ** 20 - 4_096) / 4) * 3),
      voices: [
        { name: 'anna', label: 'anna', language: null },
        { name: 'ben', label: 'ben', language: null },
      ],
    },
  });
  const chosen = await lex.client.answer(UPDATE, { voice: 'ben', language: 'de-AT', rate: 1.5 });
  expect(chosen.data).toEqual({ updateViewer: { voice: { voice: 'ben', language: 'de-at', rate: 1.5 } } });
  await lex.followReply(await spoken('Remember that the wall is white.'));
  expect(provider.spoken().at(-1)).toMatchObject({ voice: 'ben', speed: 1.5 });

  for (const refused of [{ voice: 'eve' }, { language: 'German' }, { rate: 9 }, { voice: '' }]) {
    const { errors } = await lex.client.answer(UPDATE, refused);
    expect([refused, errors?.[0]?.extensions?.code]).toEqual([refused, 'BAD_USER_INPUT']);
  }
  const reset = await lex.client.answer(UPDATE, { voice: null, language: null, rate: null });
  expect(reset.data).toEqual({ updateViewer: { voice: { voice: null, language: null, rate: 1 } } });
  await lex.followReply(await spoken('Remember that the lamp is lit.'));
  expect(provider.spoken().at(-1)).toMatchObject({ voice: 'anna' });
  expect(provider.spoken().at(-1)).not.toHaveProperty('speed');
});

it('dictation listens for the language of the user, unless the recording names one', async () => {
  await lex.client.answer(UPDATE, { language: 'de-at' });
  const heard = async (input: object) => {
    await lex.client.answer(TRANSCRIBE, { input: { audio: 'AAAA', contentType: 'audio/ogg', ...input } });
    return /name="language"\r\n\r\n(..)/.exec(provider.asked.at(-1)?.body ?? '')?.[1];
  };
  expect(await heard({})).toBe('de');
  expect(await heard({ language: 'fr' })).toBe('fr');
  await lex.client.answer(UPDATE, { language: null });
  expect(await heard({})).toBeUndefined();
});

it('who asks for audio again gets an address that holds for an hour again', async () => {
  const id = await spoken('Remember that the key is lost.');
  await lex.followReply(id);
  const { files } = lex.server.app;
  const [file] = await lex.database.prisma.storedFile.findMany({ orderBy: { createdAt: 'desc' }, take: 1 });
  expect((await fetch(lex.url + files.urlOf({ id: file?.id ?? '' }, { seconds: -1 }))).status).toBe(403);
  const { data } = await lex.client.answer<{ message: { audioUrl: string } }>(AUDIO, { id });
  const until = Number(/until=(\d+)/.exec(data?.message.audioUrl ?? '')?.[1]);
  expect(until * 1_000 - Date.now()).toBeGreaterThan(3_500_000);
  expect((await fetch(lex.url + data?.message.audioUrl)).status).toBe(200);
});

it('makes no audio of a reply that is read', async () => {
  const { data } = await lex.client.answer<{ chat: { reply: { id: string } } }>(CHAT, { input: { message: 'Hello!' } });
  await lex.followReply(data?.chat.reply.id ?? '');
  const { data: found } = await lex.client.answer(AUDIO, { id: data?.chat.reply.id });
  expect(found).toMatchObject({ message: { audioUrl: null } });
});

const TRANSCRIBE = 'mutation ($input: TranscribeInput!) { transcribe(input: $input) }';

it('writes down what is said', async () => {
  const input = { audio: Buffer.from('a recording').toString('base64'), contentType: 'audio/webm', language: 'en' };
  expect(await lex.client.answer(TRANSCRIBE, { input })).toEqual({ data: { transcribe: 'What time is it?' } });
  const { body } = provider.asked.findLast(({ path }) => path === '/v1/audio/transcriptions') ?? { body: '' };
  for (const part of ['a recording', 'whisper', 'filename="speech.webm"', 'audio/webm']) expect(body).toContain(part);
});

it.each([
  { audio: 'not base64!', contentType: 'audio/webm' },
  { audio: '', contentType: 'audio/webm' },
  { audio: 'AAAA', contentType: 'text/html' },
  { audio: 'AAAA', contentType: 'audio/webm', language: 'english' },
])('refuses what is no recording: %j', async (input) => {
  const { errors } = await lex.client.answer(TRANSCRIBE, { input });
  expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
});

it.each([
  ['# Title\n\nSome **bold** and `code`.', 'Title\nSome bold and code.'],
  ['- one\n- [x] two\n1. three', 'one\ntwo\nthree'],
  ['See [the page](https://example.com/a?b) now.', 'See the page now.'],
  ['Before.\n```js\nlet x = 1;\n```\nAfter.', 'Before.\nAfter.'],
  ['At https://example.com/very/long?x=1 it is.', 'At example.com it is.'],
  ['a snake_case name', 'a snake_case name'],
])('%j is said as %j', (markdown, said) => {
  expect(textForEar(markdown)).toBe(said);
});
