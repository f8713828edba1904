import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import { textForEar } from '../../../src/chat/voice/text-for-ear.ts';
import { atEnd } from '../../support/at-end.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

/** What the provider was asked. */
const asked: { path: string; body: string }[] = [];

/** A provider whose model says 100 samples for each text, and hears the same whatever is said. */
async function startSpeechProvider(): Promise<string> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      asked.push({ path: request.url ?? '', body: Buffer.concat(pieces).toString('latin1') });
      if (request.url?.endsWith('/audio/speech')) response.end(Buffer.alloc(200, 7));
      else response.end(JSON.stringify({ text: 'What time is it?' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({
    COMPATIBLE_BASE_URL: await startSpeechProvider(),
    LEX_SPEECH_MODEL: 'compatible/tts',
    LEX_SPEECH_VOICE: 'anna',
    LEX_TRANSCRIPTION_MODEL: 'compatible/whisper',
  });
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
  const spoken = asked.filter(({ path }) => path === '/v1/audio/speech').map(({ body }) => JSON.parse(body));
  expect(spoken[0]).toMatchObject({ model: 'tts', voice: 'anna', response_format: 'pcm' });
  const pauses = (spoken.length - 1) * 12_000;
  expect(wav.length).toBe(44 + spoken.length * 200 + pauses);
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
  const { body } = asked.find(({ path }) => path === '/v1/audio/transcriptions') ?? { body: '' };
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
