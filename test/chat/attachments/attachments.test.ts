import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Uploaded, uploadedOf } from '../../../src/chat/attachments/uploaded.ts';
import {
  ChatDocument,
  type ChatInput,
  DeleteConversationDocument,
  MessageAttachmentsDocument,
  RegenerateReplyDocument,
  UpdateViewerDocument,
} from '../../../src/generated/graphql.ts';
import { decodeGlobalId, encodeGlobalId } from '../../../src/global-id.ts';
import { atEnd } from '../../support/at-end.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { gifOf, jpegOf, pngOf } from '../../support/made-images.ts';
import { type FakeAnswer, type FakeProvider, startFakeProvider } from '../../support/models/fake-provider.ts';

const SEEING = 'compatible/gpt-4o';
const BLIND = 'compatible/gpt-3.5-turbo';
const PNG = pngOf(64, 48);

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
  atEnd(() => provider.close());
  lex = await startTestServer({
    COMPATIBLE_BASE_URL: provider.url,
    ANTHROPIC_BASE_URL: provider.url,
    OLLAMA_BASE_URL: provider.url,
    LEX_MODEL: SEEING,
    LEX_ATTACHMENTS: '3',
    LEX_ATTACHMENT_MAX_BYTES: '64 KiB',
    ANTHROPIC_API_KEY: 'key',
  });
  await lex.client.run(UpdateViewerDocument, { drawsMemories: false });
});
beforeEach(() => provider.answerWith({ kind: 'text', pieces: ['I see.'] }));

async function post(name: string, body: Buffer | string, type = 'application/octet-stream'): Promise<Response> {
  const url = `${lex.url}/attachments?name=${encodeURIComponent(name)}`;
  return fetch(url, { method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(Buffer.from(body)) });
}

async function upload(name: string, body: Buffer | string): Promise<Uploaded> {
  const response = await post(name, body);
  expect(response.status).toBe(201);
  return (await response.json()) as Uploaded;
}

const chat = async (input: Partial<ChatInput>) =>
  (await lex.client.run(ChatDocument, { input: { message: 'What is this?', waitMs: 30_000, ...input } })).chat;

const attachedTo = async (id: string) =>
  (await lex.client.run(MessageAttachmentsDocument, { id })).message?.attachments ?? [];

const get = (url: string) => fetch(new URL(url, lex.url));

/** The messages that the model was asked with last. */
function asked(): { role: string; content: unknown }[] {
  return (
    (provider.requests.findLast(({ method }) => method === 'POST')?.body as { messages: [] } | undefined)?.messages ??
    []
  );
}

/** What its `/v1` lets in, as its sources have it: openai/openai.go, `FromChatRequest` and `decodeImageURL`. */
function asOllama(body: unknown): FakeAnswer & { kind: 'text' | 'status' } {
  const urls = [...JSON.stringify(body).matchAll(/"image_url":\{"url":"([^"]*)"/g)].map(([, url = '']) => url);
  return urls.every((url) => /^data:(image\/(jpeg|jpg|png|webp))?;base64,[\w+/]+=*$/.test(url))
    ? { kind: 'text', pieces: ['I see.'] }
    : { kind: 'status', status: 400, message: 'invalid image input' };
}

const refusal = (input: Partial<ChatInput>) =>
  chat(input).then(
    () => undefined,
    ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
  );

describe('an attached image', () => {
  it('is shown to the model, told of with its message, and read at its address until it is deleted', async () => {
    const { id, url, ...told } = await upload('photos/cat.png', PNG);
    expect(told).toEqual({ name: 'cat.png', contentType: 'image/png', bytes: PNG.length, width: 64, height: 48 });
    const { message, reply, conversation } = await chat({ attachments: [{ id }] });
    expect(reply.content).toBe('I see.');
    expect(asked().at(-1)?.content).toEqual([
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG.toString('base64')}` } },
      { type: 'text', text: 'What is this?\n\n[Attached image: "cat.png"]' },
    ]);
    const [attached] = await attachedTo(message.id);
    expect(attached).toMatchObject({ id, ...told });
    const response = await get(attached?.url ?? '');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);

    await lex.client.run(DeleteConversationDocument, { id: conversation.id });
    expect((await get(attached?.url ?? '')).status).toBe(404);
    expect((await get(url)).status).toBe(404);
    expect(await lex.database.prisma.storedFile.count()).toBe(0);
  });

  it('goes in the wire format of Anthropic, before the text', async () => {
    const data = jpegOf(20, 10).toString('base64');
    const attachments = [{ name: 'a.jpg', base64: data }];
    const { reply } = await chat({ message: 'Look.', attachments, model: 'anthropic/claude-sonnet-4-5' });
    expect(reply.content).toBe('I see.');
    expect(asked().at(-1)?.content).toMatchObject([
      { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data } },
      { type: 'text', text: 'Look.\n\n[Attached image: "a.jpg"]' },
    ]);
  });

  it('goes to a model of Ollama that says it sees, whatever its name', async () => {
    const attachments = [{ name: 'a.png', base64: PNG.toString('base64') }];
    provider.describeModels({ capabilities: ['completion', 'vision'] });
    await chat({ attachments, model: 'ollama/mine' });
    expect(JSON.stringify(asked().at(-1)?.content)).toContain('data:image/png;base64,');
    provider.describeModels({ capabilities: ['completion'] });
    expect(await refusal({ attachments, model: 'ollama/llava' })).toMatch(/^BAD_USER_INPUT: ollama\/llava can’t see/);
    provider.describeModels({});
  });

  it('that is a GIF is refused before Ollama is asked, which takes none, and named to it later', async () => {
    const attachments = [{ name: 'wave.gif', base64: gifOf(9, 9).toString('base64') }];
    const { conversation } = await chat({ attachments });
    provider.describeModels({ capabilities: ['completion', 'vision'] });
    provider.answerWith({ kind: 'by', answer: asOllama });
    const refused = /^BAD_USER_INPUT: "wave.gif" is image\/gif, which ollama\/mine can’t be shown/;
    expect(await refusal({ attachments, model: 'ollama/mine' })).toMatch(refused);
    const more = [{ name: 'a.jpg', base64: jpegOf(20, 10).toString('base64') }];
    const next = { conversationId: conversation.id, model: 'ollama/mine', message: 'And this?', attachments: more };
    expect((await chat(next)).reply.content).toBe('I see.');
    expect(JSON.stringify(asked())).toContain('[Attached image, which isn’t shown here: \\"wave.gif\\"]');
    provider.describeModels({});
  });

  it('stays with the question when its reply is written again, and with its edited sibling', async () => {
    const { id } = await upload('a.png', PNG);
    const first = await chat({ attachments: [{ id }] });
    const again = await lex.client.run(RegenerateReplyDocument, { messageId: first.reply.id });
    expect(again.regenerateReply.message.id).toBe(first.message.id);
    const { id: conversationId } = first.conversation;
    const edited = await chat({ conversationId, asFirst: true, message: 'And this?', attachments: [{ id }] });
    expect((await attachedTo(edited.message.id)).map((each) => each.id)).toEqual([id]);

    // The file is there for as long as one of its messages is.
    const { prisma } = lex.database;
    await prisma.message.delete({ where: { id: decodeGlobalId(first.message.id).id } });
    const [kept] = await attachedTo(edited.message.id);
    expect((await get(kept?.url ?? '')).status).toBe(200);
    await prisma.message.delete({ where: { id: decodeGlobalId(edited.message.id).id } });
    expect((await get(kept?.url ?? '')).status).toBe(404);
  });

  it('of an older message is shown with it, or named where the model can’t see', async () => {
    const first = await chat({ attachments: [{ name: 'map.png', base64: PNG.toString('base64') }] });
    const { id: conversationId } = first.conversation;
    await chat({ conversationId, message: 'And where?' });
    expect(JSON.stringify(asked()[0]?.content)).toContain('data:image/png');
    await chat({ conversationId, message: 'And now?', model: BLIND });
    expect(asked()[0]?.content).toBe('What is this?\n\n[Attached image, which isn’t shown here: "map.png"]');
  });
});

describe('an attached text', () => {
  it('is told after the message, in tags that it can’t end', async () => {
    const base64 = Buffer.from('\ufeffone </file> two').toString('base64');
    await chat({ message: 'Read.', attachments: [{ name: '<b>.md', base64 }], model: BLIND });
    expect(asked().at(-1)?.content).toBe('Read.\n\n<file name="\\u003cb>.md">\none <\\/file> two\n</file>');
  });

  it('that is longer than the model takes is shortened with a note', async () => {
    const base64 = Buffer.from('word '.repeat(9_000)).toString('base64');
    await chat({ message: 'Sum up.', attachments: [{ name: 'long.txt', base64 }], model: 'compatible/gpt-4' });
    expect(asked().at(-1)?.content).toMatch(/^Sum up\.[\s\S]+characters are left out[\s\S]+<\/file>$/);
  });
});

describe('a call with attachments', () => {
  it('is refused before the model is asked, when that can’t see', async () => {
    const attachments = [{ name: 'a.png', base64: PNG.toString('base64') }];
    const before = provider.requests.filter(({ method }) => method === 'POST').length;
    expect(await refusal({ attachments, model: BLIND })).toMatch(
      /^BAD_USER_INPUT: compatible\/gpt-3.5-turbo can’t see/,
    );
    expect(await refusal({ attachments, model: 'local/lex' })).toMatch(/^BAD_USER_INPUT: local\/lex reads no/);
    provider.describeModels({ listed: [{ id: 'new-one', architecture: { input_modalities: ['text', 'image'] } }] });
    expect((await chat({ attachments, model: 'compatible/new-one' })).reply.content).toBe('I see.');
    provider.describeModels({});
    const { reply } = await chat({ attachments });
    expect(await refusal({ attachments, model: 'compatible/unheard-of' })).toMatch(/LEX_VISION_MODELS/);
    const refused = lex.client.run(RegenerateReplyDocument, { messageId: reply.id, model: BLIND });
    await expect(refused).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(provider.requests.filter(({ method }) => method === 'POST')).toHaveLength(before + 2);
  });

  it('attaches to the first call’s reply with the same key, also with the file uploaded anew', async () => {
    const idempotencyKey = randomUUID();
    const first = await chat({ idempotencyKey, attachments: [{ id: (await upload('a.png', PNG)).id }] });
    const again = await chat({ idempotencyKey, attachments: [{ id: (await upload('a.png', PNG)).id }] });
    const sent = await chat({ idempotencyKey, attachments: [{ name: 'a.png', base64: PNG.toString('base64') }] });
    expect([again.reply.id, sent.reply.id]).toEqual([first.reply.id, first.reply.id]);
    const other = { name: 'a.png', base64: pngOf(1, 1).toString('base64') };
    expect(await refusal({ idempotencyKey, attachments: [other] })).toMatch(/^CONFLICT/);
    expect(await refusal({ idempotencyKey })).toMatch(/^CONFLICT/);
  });

  it('one file and one message come of ten at once with the same key', async () => {
    const input = { idempotencyKey: randomUUID(), attachments: [{ name: 'b.png', base64: PNG.toString('base64') }] };
    const before = await lex.database.prisma.storedFile.count();
    const turns = await Promise.all(Array.from({ length: 10 }, () => chat(input)));
    expect(new Set(turns.map(({ message }) => message.id)).size).toBe(1);
    expect(await lex.database.prisma.storedFile.count()).toBe(before + 1);
  });

  it('takes nothing that is somebody else’s', async () => {
    const { app } = lex.server;
    const stranger = await lex.database.prisma.user.create({
      data: { id: randomUUID(), issuer: 'test', subject: randomUUID(), name: 'Somebody' },
    });
    const theirs = await app.attachments.upload(stranger.id, { name: 'secret.png', bytes: PNG });
    const { id } = uploadedOf(theirs, '');
    expect(await refusal({ attachments: [{ id }] })).toBe('NOT_FOUND: There is no such attachment.');
    expect((await lex.client.answer('query ($id: ID!) { node(id: $id) { id } }', { id })).data).toEqual({ node: null });
    expect((await get(`/files/${theirs.id}`)).status).toBe(404);
    await lex.database.prisma.user.delete({ where: { id: stranger.id } });
    expect(await app.files.find(theirs.id)).toBeUndefined();
  });

  it('is bounded in number, size and kind', async () => {
    const base64 = PNG.toString('base64');
    const { id } = await upload('a.png', PNG);
    expect(await refusal({ attachments: Array.from({ length: 4 }, () => ({ name: 'a', base64 })) })).toMatch(
      /^BAD_USER_INPUT: A message takes up to 3/,
    );
    expect(await refusal({ attachments: [{ id }, { id }] })).toMatch(/twice/);
    expect(await refusal({ attachments: [{ id, base64 }] })).toMatch(/the id of an upload, or else/);
    expect(await refusal({ attachments: [{}] })).toMatch(/the id of an upload, or else/);
    expect(await refusal({ attachments: [{ name: 'a', base64: 'no base64!' }] })).toMatch(/is not base64/);
    expect(await refusal({ attachments: [{ id: encodeGlobalId('Attachment', randomUUID()) }] })).toMatch(/^NOT_FOUND/);
    const svg = Buffer.from('<svg/>').toString('base64');
    expect(await refusal({ attachments: [{ name: 'a.png', base64: svg }] })).toMatch(/SVG is a program/);
    expect((await post('a.png', Buffer.alloc(70_000))).status).toBe(413);
    expect((await post('a.png', pngOf(60_000, 60_000))).status).toBe(400);
    expect((await fetch(`${lex.url}/attachments`)).status).toBe(405);
    const page = { method: 'POST', body: 'x', headers: { origin: 'https://evil.example' } };
    expect((await fetch(`${lex.url}/attachments`, page)).status).toBe(403);
  });
});
