import { beforeAll, expect, it } from 'vitest';
import {
  ChatDocument,
  CreateConversationDocument,
  ModelsDocument,
  RegenerateReplyDocument,
  UpdateConversationDocument,
} from '../../src/generated/graphql.ts';
import { startServerWithProvider, startTestServer, type TestServer } from '../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  ({ lex } = await startServerWithProvider({
    LEX_MODELS: 'compatible/small, openai/gpt-5.2, local/lex',
    LEX_MODEL: 'compatible/large',
    LEX_PRICES: 'compatible/small=0.5/2',
    LEX_CONTEXT_TOKENS: '9000',
  }));
});

const say = async (message: string, more: object = {}) =>
  (await lex.client.run(ChatDocument, { input: { message, waitMs: 60_000, ...more } })).chat;

it('lists the models to choose from, the default first, without those that are not set up', async () => {
  const { models } = await lex.client.run(ModelsDocument, {});
  const none = { inputPrice: null, outputPrice: null };
  expect(models).toEqual([
    { name: 'compatible/large', isDefault: true, contextTokens: 9_000, ...none },
    { name: 'compatible/small', isDefault: false, contextTokens: 9_000, inputPrice: 0.5, outputPrice: 2 },
    { name: 'local/lex', isDefault: false, contextTokens: 9_000, ...none },
  ]);
  expect(lex.logLines.map(({ msg }) => msg)).toContainEqual(expect.stringContaining('LEX_MODELS has openai/gpt-5.2'));
});

it('refuses others, for a message, a conversation and a reply', async () => {
  const model = 'compatible/enormous';
  const refusal = { code: 'BAD_USER_INPUT', message: expect.stringContaining('choose one of compatible/large') };
  await expect(say('Hello.', { model })).rejects.toMatchObject(refusal);
  await expect(lex.client.run(CreateConversationDocument, { model })).rejects.toMatchObject(refusal);
  const { reply, conversation } = await say('Hello.', { model: 'local/lex' });
  await expect(lex.client.run(UpdateConversationDocument, { id: conversation.id, model })).rejects.toMatchObject(
    refusal,
  );
  await expect(lex.client.run(RegenerateReplyDocument, { messageId: reply.id, model })).rejects.toMatchObject(refusal);
});

it('answers with the model of the message, else of the conversation, else with the default', async () => {
  const { createConversation } = await lex.client.run(CreateConversationDocument, { model: 'compatible/small' });
  expect(createConversation.model).toBe('compatible/small');
  const conversationId = createConversation.id;
  expect((await say('One.', { conversationId })).reply).toMatchObject({
    model: 'compatible/small',
    state: 'COMPLETED',
  });
  expect((await say('Two.', { conversationId, model: 'local/lex' })).reply.model).toBe('local/lex');
  await lex.client.run(UpdateConversationDocument, { id: conversationId, title: 'Untouched' });
  expect((await say('Three.', { conversationId })).reply.model).toBe('compatible/small');
  const { updateConversation } = await lex.client.run(UpdateConversationDocument, { id: conversationId, model: null });
  expect(updateConversation.model).toBeNull();
  expect((await say('Four.', { conversationId })).reply.model).toBe('compatible/large');
  expect((await say('Five.')).reply.model).toBe('compatible/large');
});

it('writes a reply once more with another model, the same call once', async () => {
  const { reply } = await say('Hello.', { model: 'compatible/small' });
  const regenerate = async (more: object) =>
    (await lex.client.run(RegenerateReplyDocument, { messageId: reply.id, ...more })).regenerateReply.reply;
  expect((await regenerate({})).model).toBe('compatible/small');
  const other = await regenerate({ model: 'local/lex', idempotencyKey: 'other' });
  expect(other.model).toBe('local/lex');
  expect((await regenerate({ model: 'local/lex', idempotencyKey: 'other' })).id).toBe(other.id);
  await expect(regenerate({ idempotencyKey: 'other' })).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('without a list offers the default and local/lex, and takes any of a provider that is set up', async () => {
  const { lex: free } = await startServerWithProvider({ LEX_MODEL: 'compatible/large' });
  const { models } = await free.client.run(ModelsDocument, {});
  expect(models.map(({ name }) => name)).toEqual(['compatible/large', 'local/lex']);
  const { chat } = await free.client.run(ChatDocument, {
    input: { message: 'Hello.', model: 'compatible/enormous', waitMs: 60_000 },
  });
  expect(chat.reply).toMatchObject({ model: 'compatible/enormous', state: 'COMPLETED' });
  const bare = await startTestServer();
  expect((await bare.client.run(ModelsDocument, {})).models.map(({ name }) => name)).toEqual(['local/lex']);
});
