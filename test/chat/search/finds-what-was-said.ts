import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWording } from '../../../src/chat/search/words/wording.ts';
import { createWordsUpkeepStore } from '../../../src/chat/search/words/words-upkeep-store.ts';
import {
  ChatDocument,
  DeleteConversationDocument,
  EditMessageDocument,
  SearchMessagesDocument,
  type SearchMessagesQueryVariables,
  UpdateConversationDocument,
} from '../../../src/generated/graphql.ts';
import { decodeGlobalId, encodeGlobalId } from '../../../src/global-id.ts';
import { english } from '../../../src/language/terms/english.ts';
import type { TestServer } from '../../support/lex/start-server.ts';
import type { FakeAnswer, FakeProvider } from '../../support/models/fake-provider.ts';

const HELLO: FakeAnswer = { kind: 'text', pieces: ['Hello.'] };
const uuid = (globalId: string) => decodeGlobalId(globalId).id;

/** What a search finds, on whatever database. @param missing why it can't be tested here, if it can't */
export function findsWhatWasSaid(
  what: string,
  start: () => Promise<{ lex: TestServer; provider: FakeProvider }>,
  missing?: string,
): void {
  describe(`a search of what was said, on ${what},`, () => {
    let lex: TestServer;
    let provider: FakeProvider;
    let ownerId: string;
    beforeAll(async () => {
      if (missing !== undefined) return;
      ({ lex, provider } = await start());
      ownerId = (await lex.database.prisma.user.findFirstOrThrow()).id;
    });
    beforeEach(({ skip }) => {
      skip(missing !== undefined, missing);
      provider.releaseAll();
      provider.answerWith(HELLO);
    });

    const search = async (query: string, more: Omit<SearchMessagesQueryVariables, 'query'> = {}) =>
      (await lex.client.run(SearchMessagesDocument, { query, first: 100, ...more })).searchMessages;
    /** The pieces that are shown, with the words in brackets. */
    const shown = async (query: string, more: Omit<SearchMessagesQueryVariables, 'query'> = {}) =>
      (await search(query, more)).edges.map(({ snippet: { text, hits } }) =>
        hits.reduceRight(
          (all, { start, end }) => `${all.slice(0, start)}[${all.slice(start, end)}]${all.slice(end)}`,
          text,
        ),
      );
    /** Has these things said, each as a message of the same conversation, without the model. */
    async function say(...texts: readonly string[]): Promise<string> {
      const id = randomUUID();
      const { prisma } = lex.database;
      await prisma.conversation.create({ data: { id, ownerId, title: 'Said', titled: true } });
      await prisma.message.createMany({ data: texts.map((content) => messageOf(id, content)) });
      await wordAll();
      return encodeGlobalId('Conversation', id);
    }
    const messageOf = (conversationId: string, content: string) =>
      ({ id: randomUUID(), conversationId, ownerId, role: 'USER', state: 'COMPLETED', content }) as const;
    const upkeep = () => createWordsUpkeepStore(lex.database, createWording(english));
    /** Gives words to whatever lacks them, as the upkeep does. */
    async function wordAll(): Promise<number> {
      let worded = 0;
      for (let at: bigint | undefined = 0n; at !== undefined; ) {
        const step = await upkeep().wordNext(at);
        worded += step.worded;
        at = step.last;
      }
      return worded;
    }
    const chat = async (message: string, more: object = {}) =>
      (await lex.client.run(ChatDocument, { input: { message, waitMs: 20_000, ...more } })).chat;
    const rowsOfWords = () => lex.database.prisma.messageWords.count();

    it('finds words in any form, case and script', async () => {
      await say(
        'We ran along the Harbour of Ålesund',
        '我在北京大学读书',
        '東京タワーへ行った',
        'สวัสดีครับ ผมชื่อเล็ก',
        'ذهبت إلى المَدْرَسَة أمس',
        'שָׁלוֹם לכולם',
        'Straße mit Café und Größe',
        'It has 64 GB of memory',
      );
      expect(await shown('RUNNING harbours alesund')).toEqual(['We [ran] along the [Harbour] of [Ålesund]']);
      expect(await shown('北京')).toEqual(['我在[北京]大学读书']);
      expect(await shown('北京大学')).toEqual(['我在[北京大学]读书']);
      expect(await shown('京')).toEqual(['我在北[京]大学读书', '東[京]タワーへ行った'].reverse());
      expect(await shown('タワー')).toEqual(['東京[タワー]へ行った']);
      expect(await shown('ครับ')).toEqual(['สวัสดี[ครับ] ผมชื่อเล็ก']);
      expect(await shown('المدرسة')).toEqual(['ذهبت إلى [المَدْرَسَة] أمس']);
      expect(await shown('שלום')).toEqual(['[שָׁלוֹם] לכולם']);
      expect(await shown('cafe grosse strasse')).toEqual(['[Straße] mit [Café] und [Größe]']);
      expect(await shown('64GB')).toEqual(['It has [64 GB] of memory']);
      expect(await shown('大京')).toEqual([]);
    });

    it('finds all words of a query, quoted ones side by side, and nothing with what is not wanted', async () => {
      await say('violet lamps at night', 'lamps at night, all violet', 'violet lamps by day', 'the violet who knows');
      expect((await shown('violet lamps')).sort()).toEqual([
        '[lamps] at night, all [violet]',
        '[violet] [lamps] at night',
        '[violet] [lamps] by day',
      ]);
      expect((await shown('"violet lamps" -day')).sort()).toEqual(['[violet lamps] at night']);
      expect(await shown('violet -"at night" -lamps')).toEqual(['the [violet] who knows']);
      expect(await shown('"violet lamps by')).toEqual(['[violet lamps by] day']);
      expect(await shown('"the violet who"')).toEqual(['[the violet who] knows']);
    });

    it('finds beginnings of words after whole words', async () => {
      await say('a marigold', 'the marigolden age', 'marigolds everywhere');
      const found = await shown('marigold');
      expect(found.at(-1)).toBe('the [marigolden] age');
      expect(found.slice(0, 2).sort()).toEqual(['[marigolds] everywhere', 'a [marigold]']);
      expect((await shown('mari')).length).toBe(3);
      expect(await shown('golden')).toEqual([]);
      expect((await search('marigold')).totalCount).toBe(3);
    });

    it('is no more than refused, whatever is asked', async () => {
      await say('a quiet message');
      const nothing = ['-', '-quiet', '"', '""', '-"quiet', '???', "'", '\\', '!', '&|!()<->:*', '…'];
      for (const query of nothing) expect([query, (await search(query)).totalCount]).toEqual([query, 0]);
      for (const query of [
        "quiet' | 'x",
        "quiet\\' :*",
        'quiet & !message:A',
        '(quiet',
        'quiet <-> ""',
        'quiet\u200d',
      ]) {
        expect([query, (await search(query)).edges.length < 2]).toEqual([query, true]);
      }
      const large = Array.from({ length: 160 }, (_, index) => `w${index % 10}`).join(' ');
      expect((await search(large)).edges).toEqual([]);
      for (const query of ['', '  ', 'a\0b', '\ud800', 'a'.repeat(501)]) {
        await expect(search(query)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      }
      for (const after of ['', 'n:1', Buffer.from('s:w.1').toString('base64url'), 'x'.repeat(1_000)]) {
        await expect(search('quiet', { after })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      }
      for (const first of [-1, 101]) {
        await expect(search('quiet', { first })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      }
      expect((await search('quiet', { first: 0 })).edges).toEqual([]);
    });

    it('finds a question at once, and a reply when it has ended, also after the same was asked before', async () => {
      expect(await shown('periwinkle')).toEqual([]);
      provider.hold();
      provider.answerWith({ kind: 'text', pieces: ['A periwinkle ', 'is a snail.'] });
      const { reply } = await chat('What is a periwinkle?', { waitMs: 0 });
      expect(await shown('periwinkle')).toEqual(['What is a [periwinkle]?']);
      provider.releaseAll();
      await lex.followReply(reply.id);
      expect((await shown('periwinkle')).sort()).toEqual(['A [periwinkle] is a snail.', 'What is a [periwinkle]?']);
    });

    it('finds what an edited message says now', async () => {
      provider.hold();
      const { conversation, reply } = await chat('The first of two', { waitMs: 0 });
      const { message } = await chat('about kumquats', { conversationId: conversation.id, waitMs: 0 });
      expect(await shown('kumquats')).toEqual(['about [kumquats]']);
      expect(await shown('tamarinds')).toEqual([]);
      await lex.client.run(EditMessageDocument, { messageId: message.id, message: 'about tamarinds' });
      expect(await shown('kumquats')).toEqual([]);
      expect(await shown('tamarinds')).toEqual(['about [tamarinds]']);
      provider.releaseAll();
      await lex.followReply(reply.id);
    });

    it('says where a message is: also one of another branch, or of an archived conversation', async () => {
      const { conversation, message } = await chat('zucchini with rice');
      await chat('zucchini with bread', { conversationId: conversation.id, asFirst: true });
      const { edges } = await search('zucchini');
      const branches = new Map(edges.map(({ snippet, place }) => [snippet.text, place.onNewestBranch]));
      expect(branches).toEqual(
        new Map([
          ['zucchini with rice', false],
          ['zucchini with bread', true],
        ]),
      );
      const found = edges.find(({ node }) => node.id === message.id);
      const document = `query ($id: ID!, $after: String) { conversation(id: $id) {
        messages(first: 1, after: $after) { edges { node { parent { id } } } } } }`;
      const { data } = await lex.client.answer(document, { id: conversation.id, after: found?.place.cursor });
      expect(JSON.stringify(data)).toContain(message.id);

      await lex.client.run(UpdateConversationDocument, { id: conversation.id, archived: true });
      expect(await shown('zucchini')).toEqual([]);
      expect((await search('zucchini')).totalCount).toBe(0);
      expect((await shown('zucchini', { includeArchived: true })).length).toBe(2);
      expect((await shown('zucchini', { conversationId: conversation.id })).length).toBe(2);
    });

    it('keeps to a conversation where one is named', async () => {
      const one = await say('a damson in one');
      await say('a damson in the other');
      expect(await shown('damson', { conversationId: one })).toEqual(['a [damson] in one']);
      const unknown = encodeGlobalId('Conversation', randomUUID());
      await expect(search('damson', { conversationId: unknown })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('finds nothing of what was deleted, and keeps nothing of it', async () => {
      const before = await rowsOfWords();
      const id = await say('one quince', 'two quinces');
      expect(await rowsOfWords()).toBe(before + 2);
      await lex.client.run(DeleteConversationDocument, { id });
      expect(await shown('quince')).toEqual([]);
      expect(await rowsOfWords()).toBe(before);
    });

    it('finds nobody else’s messages, even of somebody whose id begins alike', async () => {
      const { prisma } = lex.database;
      const id = `${ownerId.slice(0, 8)}${randomUUID().slice(8)}`;
      await prisma.user.create({ data: { id, name: 'Somebody' } });
      const conversation = randomUUID();
      await prisma.conversation.create({ data: { id: conversation, ownerId: id, title: 'loganberries' } });
      await prisma.message.create({ data: { ...messageOf(conversation, 'loganberries of others'), ownerId: id } });
      await wordAll();
      expect(await search('loganberries')).toMatchObject({ totalCount: 0, edges: [] });
      expect(await listed('loganberries')).toEqual([]);
    });

    it('goes from page to page, best first, each message once, whatever is said meanwhile', async () => {
      const id = uuid(await say('begin'));
      const { prisma } = lex.database;
      // Numbers far apart, as where others say much in between: each size of step is taken, and at last all.
      await lex.database.pool.query(`
        INSERT INTO "Message" ("id", "number", "conversationId", "ownerId", "role", "state", "content")
        SELECT gen_random_uuid(), 1000000 + n * n * n, '${id}', '${ownerId}', 'USER', 'COMPLETED',
          'mulberry ' || n || repeat(' and more words', n % 7) FROM generate_series(1, 450) n`);
      await wordAll();
      const seen: string[] = [];
      let after: string | null | undefined;
      do {
        const page = await search('mulberry', { first: 60, after: after ?? null });
        expect(page).toMatchObject({ totalCount: 450, totalCountExact: true });
        seen.push(...page.edges.map(({ node }) => node.id));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
        await prisma.message.create({ data: messageOf(id, 'another of a kind') });
      } while (after);
      expect(new Set(seen).size).toBe(450);
      expect(seen.length).toBe(450);
      const best = (await search('mulberry', { first: 1 })).edges[0]?.snippet.text;
      expect(best).not.toContain('more');
    });

    it('counts up to a bound', async () => {
      const id = uuid(await say('begin'));
      await lex.database.pool.query(`
        WITH said AS (
          INSERT INTO "Message" ("id", "conversationId", "ownerId", "role", "state", "content")
          SELECT gen_random_uuid(), '${id}', '${ownerId}', 'USER', 'COMPLETED', 'sloe' FROM generate_series(1, 1001)
          RETURNING *
        )
        INSERT INTO "MessageWords" SELECT "id", "ownerId", "conversationId", "number", "createdAt",
          '${createWording(english).version}',
          "placedWords"("ownerId", "conversationId", "number",
            ('''' || "ownerPrefix"("ownerId") || 'sloe'':1A')::tsvector)
        FROM said`);
      expect(await search('sloe', { first: 1 })).toMatchObject({ totalCount: 1_000, totalCountExact: false });
    });

    /** The titles that a search of the list finds, with what was said. */
    async function listed(words: string, archived = false): Promise<string[]> {
      const document = `query ($search: String, $archived: Boolean) {
        conversations(search: $search, archived: $archived, first: 50) { totalCount totalCountExact edges {
          node { title } found { message { content } snippet { text } place { onNewestBranch } } } } }`;
      interface Listed {
        readonly conversations: {
          readonly totalCount: number;
          readonly edges: { node: { title: string }; found: { snippet: { text: string } } | null }[];
        };
      }
      const { data, errors } = await lex.client.answer<Listed>(document, { search: words, archived });
      expect(errors).toBeUndefined();
      const { edges = [], totalCount } = data?.conversations ?? {};
      expect(totalCount).toBe(edges.length);
      return edges.map(({ node, found }) => [node.title, ...(found ? [found.snippet.text] : [])].join(': '));
    }

    it('finds conversations by title and by what was said, the last spoken in first', async () => {
      const said = await say('we had boysenberries', 'and more boysenberry jam');
      const titled = await say('something else');
      await lex.client.run(UpdateConversationDocument, { id: said, title: 'Breakfast' });
      await lex.client.run(UpdateConversationDocument, { id: titled, title: 'The Boysenberry, 64GB' });
      expect(await listed('boysenberry')).toEqual(['The Boysenberry, 64GB', 'Breakfast: and more boysenberry jam']);
      expect(await listed('senber')).toEqual(['The Boysenberry, 64GB']);
      expect(await listed('64 gb boys')).toEqual(['The Boysenberry, 64GB']);
      expect(await listed('boysenberry -jam')).toEqual(['The Boysenberry, 64GB', 'Breakfast: we had boysenberries']);
      expect(await listed('boysen', true)).toEqual([]);
      await lex.client.run(UpdateConversationDocument, { id: titled, title: 'Something else', archived: true });
      expect(await listed('boysenberry')).toEqual(['Breakfast: and more boysenberry jam']);
      expect(await listed('something', true)).toEqual(['Something else: something else']);
    });
  });
}
