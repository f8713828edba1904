import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ConversationDocument,
  CreateApiKeyDocument,
  CreateConversationDocument,
  RemoveConversationDocument,
} from '../../../src/generated/graphql.ts';
import { atEnd } from '../../support/at-end.ts';
import { GraphqlClient } from '../../support/clients/graphql-client.ts';
import { composerOf, newestReplyOf, repliesOf, saidOn, say } from '../../support/console/chat-page.ts';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import { startServerWithProvider, startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { type FakeProvider, startFakeProvider } from '../../support/models/fake-provider.ts';

type Skip = (reason: string) => never;
const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';
const addressOf = (id: string) => `#/chat/${encodeURIComponent(id)}`;

describe('what goes wrong in a chat', () => {
  let lex: TestServer;
  let provider: FakeProvider;
  beforeAll(async () => {
    ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' }));
  });
  beforeEach(() => provider.answerWith({ kind: 'text', pieces: ['Four.'] }));

  async function open(skip: Skip) {
    const { id } = (await lex.client.run(CreateConversationDocument, {})).createConversation;
    return { id, ...(await openConsole({ browser: await consoleBrowser(skip), url: lex.url, path: addressOf(id) })) };
  }

  it('a model that fails is told of with the reason, and asked again', async ({ skip }) => {
    const { page } = await open(skip);
    provider.answerWith({ kind: 'status', status: 400, message: 'No such voice.' });
    await say(page, 'Two and two?');
    await repliesOf(page).locator('.problem').getByText('No such voice').waitFor();
    provider.answerWith({ kind: 'text', pieces: ['Four.'] });
    await page.getByRole('button', { name: 'Write it again' }).click();
    await newestReplyOf(page).getByText('Four.').waitFor();
  });

  it('a message that is too long stays where it is written', async ({ skip }) => {
    const { page } = await open(skip);
    await composerOf(page).fill('x'.repeat(32_001));
    await page.getByText('A message has at most 32000 characters.').waitFor();
    await composerOf(page).press('Enter');
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    expect(await saidOn(page)).toEqual([]);
    expect((await composerOf(page).inputValue()).length).toBe(32_001);
  });

  it('a conversation that is deleted elsewhere is left, and why is said', async ({ skip }) => {
    const { page, id } = await open(skip);
    await composerOf(page).waitFor();
    // What is begun elsewhere comes into the list: from here on it is followed.
    await lex.client.run(CreateConversationDocument, { title: 'Begun elsewhere' });
    await page.getByText('Begun elsewhere').waitFor();
    await lex.client.run(RemoveConversationDocument, { id });
    await page.getByText('This conversation was deleted.').waitFor();
    await page.waitForURL(/#\/chat$/u);
    await say(page, 'Are you there?');
    await newestReplyOf(page).getByText('Four.').waitFor();
  });

  it('an answer that was lost is asked for with the same key, so that nothing is said twice', async ({ skip }) => {
    const { page, id, expectProblems } = await open(skip);
    expectProblems(/Failed to load resource/u);
    await composerOf(page).waitFor();
    const keys: unknown[] = [];
    await page.route('**/graphql', async (route) => {
      const key = /"idempotencyKey":"(\w+)"/u.exec(route.request().postData() ?? '')?.[1];
      if (key === undefined) return route.continue();
      keys.push(key);
      if (keys.length > 1) return route.continue();
      // The server takes it, and the page doesn't hear of that.
      await route.fetch();
      await route.abort();
    });
    // It goes out again by itself once the server can be reached, as the page sees by its other requests.
    await say(page, 'Two and two?');
    await newestReplyOf(page).getByText('Four.').waitFor();
    // The reply comes by the conversation's subscription, too, and before that.
    await expect.poll(() => keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    const { conversation } = await lex.client.run(ConversationDocument, { id, last: 10 });
    expect(conversation?.messages.totalCount).toBe(2);
    await expect.poll(() => saidOn(page)).toEqual(['Two and two?']);
  });
});

it('the tokens of a day that are used up are told of with when there are more', async ({ skip }) => {
  const browser = await consoleBrowser(skip);
  const { lex, provider } = await startServerWithProvider({
    LEX_MODEL: 'compatible/any',
    LEX_DAILY_TOKENS_PER_USER: '1000',
  });
  provider.answerWith({ kind: 'text', pieces: ['Four.'], inputTokens: 5_000 });
  const { page } = await openConsole({ browser, url: lex.url });
  await say(page, 'Two and two?');
  await newestReplyOf(page).getByText('Four.').waitFor();
  await say(page, 'Three and three?');
  await page.locator('.problem').getByText('They are there again tomorrow (UTC).').waitFor();
});

it('too many messages a minute are told of, and the message is kept', async ({ skip }) => {
  const browser = await consoleBrowser(skip);
  const provider = await startFakeProvider();
  atEnd(() => provider.close());
  const lex = await startTestServer({
    LEX_MODEL: 'compatible/any',
    COMPATIBLE_BASE_URL: provider.url,
    LEX_AUTH: 'keys',
    LEX_ADMIN_KEY: ADMIN_KEY,
    LEX_RATE_CHATS: '1',
  });
  const admin = new GraphqlClient(lex.url, { authorization: `Bearer ${ADMIN_KEY}` });
  const { createApiKey } = await admin.run(CreateApiKeyDocument, { name: 'a browser' });
  const { page, expectProblems } = await openConsole({ browser, url: lex.url, key: createApiKey.secret });
  expectProblems(/429/u);
  await say(page, 'One.');
  await newestReplyOf(page).waitFor();
  await say(page, 'Two.');
  await page.getByText('That was a lot at once. Wait a little, then try again.').waitFor();
  expect(await saidOn(page)).toEqual(['One.', 'Two.']);
  await page.getByRole('button', { name: 'Discard' }).click();
  expect(await saidOn(page)).toEqual(['One.']);
});
