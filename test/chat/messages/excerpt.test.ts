import { beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

const CHAT = `mutation ($message: String!, $characters: Int!) {
  chat(input: { message: $message }) { message { content short: excerpt excerpt(characters: $characters) } }
}`;
interface Answer {
  readonly chat: { readonly message: { readonly content: string; readonly short: string; readonly excerpt: string } };
}
const say = (message: string, characters: number) => lex.client.answer<Answer>(CHAT, { message, characters });

describe('the excerpt of a message', () => {
  it('is the whole of a short one, and the beginning of a long one', async () => {
    const { data } = await say('abc '.repeat(100), 10);
    expect(data?.chat.message).toMatchObject({ short: 'abc '.repeat(50), excerpt: 'abc abc ab' });
    expect((await say('hello', 5)).data?.chat.message).toMatchObject({ short: 'hello', excerpt: 'hello' });
  });

  it('ends after a whole character', async () => {
    expect((await say('ab😀cd', 3)).data?.chat.message.excerpt).toBe('ab');
    expect((await say('a👩‍👩‍👧b', 5)).data?.chat.message.excerpt).toBe('a');
    expect((await say('a👩‍👩‍👧b', 9)).data?.chat.message.excerpt).toBe('a👩‍👩‍👧');
  });

  it.each([0, -1, 1_001])('is refused with %i characters', async (characters) => {
    const { errors } = await say('hello', characters);
    expect(errors?.[0]?.message).toContain('characters');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
