import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CreateConversationDocument,
  ForgetAllDocument,
  MessageDocument,
  RegenerateReplyDocument,
  RememberDocument,
  UpdateConversationDocument,
  UpdateViewerDocument,
  ViewerSettingsDocument,
} from '../../../src/generated/graphql.ts';
import { encodeGlobalId, readId } from '../../../src/global-id.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { extraction, factOf, memoryOf, recalled, remembered, type Said, say } from './extracted.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});
beforeEach(async () => {
  await lex.client.run(ForgetAllDocument, { namespace: 'default' });
});

const madeOf = async ({ messageId }: Said) =>
  (await lex.client.run(MessageDocument, { id: messageId })).message?.memoriesMade ?? [];

describe('with local/lex, facts are extracted', () => {
  it('from what the reply passed over, in the user’s words, with the message as their source', async () => {
    const said = await say(lex, 'I live in Oslo and my sister works as a nurse, what time is it?');
    const job = await extraction(lex, said);
    const made = await madeOf(said);
    expect(made.map(({ content }) => content)).toEqual(['I live in Oslo', 'my sister works as a nurse']);
    expect(job).toMatchObject({
      state: 'COMPLETED',
      result: { added: 2, replaced: 0, left: 0, refused: 0, ids: made.map(({ id }) => id) },
    });
    expect(await recalled(lex, 'Where do I live?')).toContain('I live in Oslo');
  });

  it.each([
    'hi',
    'What is the capital of France?',
    '12 * 7',
    'remember that my locker is 12',
    'My sister likes tea.',
    'Translate: I live in Oslo',
    'do I live in Oslo?',
    `${'This is a long text. '.repeat(20)}I live in Oslo, do you see?`,
  ])('without a job where there is nothing more to keep: %s', async (message) => {
    expect(await extraction(lex, await say(lex, message))).toBeUndefined();
  });

  it('once for a message, however many replies it gets', async () => {
    const said = await say(lex, 'I live in Oslo, what time is it?');
    await extraction(lex, said);
    const { regenerateReply } = await lex.client.run(RegenerateReplyDocument, { messageId: said.replyId });
    const { app } = lex.server;
    await app.jobs.whenEnded(app.viewer.id, readId('Job', regenerateReply.job.id), 120_000);
    await extraction(lex, said);
    expect(await remembered(lex)).toEqual(['I live in Oslo']);
  });
});

describe('a fact beside what is known', () => {
  it('takes the place of an older one about the same, which becomes history and is never recalled', async () => {
    const first = await say(lex, 'I live in Oslo, what time is it?');
    await extraction(lex, first);
    const second = await say(lex, 'We moved to Bergen, what time is it?');
    expect((await extraction(lex, second))?.result).toMatchObject({ added: 0, replaced: 1 });
    expect(await remembered(lex)).toEqual(['We moved to Bergen']);
    expect(await recalled(lex, 'Oslo')).toEqual([]);
    const [made] = await madeOf(second);
    expect(await memoryOf(lex, made?.id ?? '')).toEqual({
      content: 'We moved to Bergen',
      kept: false,
      source: { id: second.messageId, content: 'We moved to Bergen, what time is it?' },
      history: [
        {
          content: 'I live in Oslo',
          replacedAt: expect.any(String),
          source: { id: first.messageId, content: 'I live in Oslo, what time is it?' },
        },
      ],
    });
  });

  it('does so too when the reply itself keeps it', async () => {
    await say(lex, 'remember that my favourite colour is blue');
    expect((await say(lex, 'My favorite color is green')).answer).toContain("I'll remember");
    expect(await remembered(lex)).toEqual(['My favorite color is green']);
  });

  it('that says the same is left, and is from then on a memory of the message that says it last', async () => {
    const first = await say(lex, 'My sister lives in Oslo.');
    const second = await say(lex, 'my  sister lives in OSLO, what time is it?');
    expect((await extraction(lex, second))?.result).toMatchObject({ added: 0, replaced: 0, left: 1, ids: [] });
    expect(await remembered(lex)).toEqual(['My sister lives in Oslo']);
    expect([await madeOf(first), await madeOf(second)]).toMatchObject([[], [{ content: 'My sister lives in Oslo' }]]);
  });

  it('that an app remembers is left as the app has it', async () => {
    const input = { key: 'profile/home', content: 'I live in Oslo' };
    const { remember } = await lex.client.run(RememberDocument, { input });
    const same = await say(lex, 'I live in Oslo, what time is it?');
    expect((await extraction(lex, same))?.result).toMatchObject({ left: 1 });
    const fact = await factOf(lex, same, { content: 'I live in Rome', replaces: readId('Memory', remember.id) });
    await lex.server.app.memory.keepFact(lex.server.app.viewer, fact);
    expect(await remembered(lex)).toEqual(['I live in Oslo', 'I live in Rome']);
    expect(await memoryOf(lex, remember.id)).toMatchObject({ source: null, history: [] });
  });

  it('about something that can be so in several ways is added', async () => {
    for (const message of ['My sister is tall', 'My sister is a nurse', 'I like C', 'I like C#'])
      await say(lex, message);
    for (const message of ['I have a black cat', 'I have a white cat']) await say(lex, message);
    expect(await remembered(lex)).toHaveLength(6);
  });

  it('never takes the place of what a later message said', async () => {
    const { app } = lex.server;
    const older = await say(lex, 'hello');
    const newer = await say(lex, 'hello');
    const subject = 'home';
    const later = await factOf(lex, newer, { content: 'I live in Bergen', subject });
    const earlier = await factOf(lex, older, { content: 'I live in Oslo', subject });
    expect(await app.memory.keepFact(app.viewer, later)).toMatchObject({ kind: 'added' });
    expect(await app.memory.keepFact(app.viewer, earlier)).toMatchObject({ kind: 'left' });
    expect(await remembered(lex)).toEqual(['I live in Bergen']);
  });

  it('extracted twice at once, or again, is one memory with one entry of history', async () => {
    const { app } = lex.server;
    const [older, newer] = [await say(lex, 'hello'), await say(lex, 'hello')];
    const subject = 'home';
    const keepTwice = async (fact: Awaited<ReturnType<typeof factOf>>) => {
      const outcomes = await Promise.all([1, 2, 3].map(() => app.memory.keepFact(app.viewer, fact)));
      outcomes.push(await app.memory.keepFact(app.viewer, fact));
      return outcomes.map(({ kind }) => kind).sort();
    };
    expect(await keepTwice(await factOf(lex, older, { content: 'I live in Oslo', subject }))).toEqual([
      'added',
      'left',
      'left',
      'left',
    ]);
    const bergen = await factOf(lex, newer, { content: 'I live in Bergen', subject });
    expect(await keepTwice(bergen)).toEqual(['left', 'left', 'left', 'replaced']);
    const kept = await app.memory.keepFact(app.viewer, bergen);
    if (kept.kind === 'refused') throw new Error('It was refused.');
    const { history } = await memoryOf(lex, encodeGlobalId('Memory', kept.memoryId));
    expect(history.map(({ content }) => content)).toEqual(['I live in Oslo']);
  });

  it('keeps the last 50 things it said before', async () => {
    const { app } = lex.server;
    const said: Said[] = [];
    const { conversationId } = await say(lex, 'hello');
    for (let turn = 0; turn < 53; turn += 1) said.push(await say(lex, 'hello', { conversationId }));
    let memoryId = '';
    for (const [turn, each] of said.entries()) {
      const fact = await factOf(lex, each, { content: `I am in town ${turn}`, subject: 'home' });
      const kept = await app.memory.keepFact(app.viewer, fact);
      if (kept.kind !== 'refused') memoryId = kept.memoryId;
    }
    const { history } = await memoryOf(lex, encodeGlobalId('Memory', memoryId));
    expect(history.map(({ content }) => content)).toEqual(
      Array.from({ length: 50 }, (_, index) => `I am in town ${51 - index}`),
    );
  });
});

describe('extraction is switched off', () => {
  it('for a user: what is merely said isn’t kept, what is asked to be is', async () => {
    const off = await lex.client.run(UpdateViewerDocument, { drawsMemories: false });
    expect(off.updateViewer.drawsMemories).toBe(false);
    try {
      expect(await extraction(lex, await say(lex, 'I live in Oslo, what time is it?'))).toBeUndefined();
      expect((await say(lex, 'My sister likes tea.')).answer).toContain('switched off');
      expect(await remembered(lex)).toEqual([]);
      await say(lex, 'remember that my sister likes tea');
      expect(await remembered(lex)).toEqual(['my sister likes tea']);
    } finally {
      await lex.client.run(UpdateViewerDocument, { drawsMemories: true });
    }
    expect((await lex.client.run(ViewerSettingsDocument, {})).viewer.drawsMemories).toBe(true);
    expect(await extraction(lex, await say(lex, 'I live in Oslo, what time is it?'))).toBeDefined();
  });

  it('for a conversation, when it is begun or later', async () => {
    const { createConversation } = await lex.client.run(CreateConversationDocument, { drawsMemories: false });
    expect(createConversation.drawsMemories).toBe(false);
    const { id: conversationId } = createConversation;
    expect(
      await extraction(lex, await say(lex, 'I live in Oslo, what time is it?', { conversationId })),
    ).toBeUndefined();
    const on = await lex.client.run(UpdateConversationDocument, { id: conversationId, drawsMemories: true });
    expect(on.updateConversation.drawsMemories).toBe(true);
    expect(await extraction(lex, await say(lex, 'I live in Oslo, what time is it?', { conversationId }))).toBeDefined();
    const other = await lex.client.run(CreateConversationDocument, {});
    expect(other.createConversation.drawsMemories).toBe(true);
  });

  it('for a job that waits already, here one whose process died before it was in the queue', async () => {
    const said = await say(lex, 'hello');
    const conversationId = readId('Conversation', said.conversationId);
    await lex.client.run(UpdateConversationDocument, { id: said.conversationId, drawsMemories: false });
    const messageId = readId('Message', said.messageId);
    const { app } = lex.server;
    // As if the switch had been turned between the reply's end and the job's beginning.
    await lex.database.prisma.message.update({ where: { id: messageId }, data: { content: 'I live in Oslo' } });
    const job = await lex.database.prisma.job.create({
      data: {
        id: randomUUID(),
        ownerId: app.viewer.id,
        kind: 'DRAW_MEMORIES',
        input: { messageId, model: 'local/lex' },
        conversationId,
        messageId,
        createdAt: new Date(Date.now() - 60_000),
      },
    });
    expect(job.state).toBe('WAITING');
    expect((await extraction(lex, said))?.result).toMatchObject({ added: 0 });
    expect(await remembered(lex)).toEqual([]);
  });
});
