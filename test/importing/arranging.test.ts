import { describe, expect, it } from 'vitest';
import { arrangeConversation, MOST_MESSAGES } from '../../src/importing/arranging/arrange-conversation.ts';
import { LeftOutReport } from '../../src/importing/arranging/left-out.ts';
import { readConversation } from '../../src/importing/formats/read-conversation.ts';
import { branched, chatgpt, claude, librechat, openWebui } from '../support/archives/made-archives.ts';

/** What becomes of a conversation of some source. */
function arranged(raw: unknown) {
  const read = readConversation(raw);
  if (read.kind !== 'conversation') throw new Error(read.why);
  const report = new LeftOutReport();
  const conversation = arrangeConversation(read.conversation, report, new Date('2026-01-01'));
  const tree = conversation?.messages.map(({ sourceId, parentSourceId, role, content }) => [
    sourceId,
    parentSourceId,
    role,
    content,
  ]);
  return { conversation, tree, counts: report.end().counts };
}

describe('each source becomes a tree of questions and replies', () => {
  it('ChatGPT: branches stay, what no user and no model said goes', () => {
    const { conversation, tree, counts } = arranged(branched());
    expect(conversation).toMatchObject({ source: 'CHATGPT', sourceId: 'c1', title: 'Tea', archived: false });
    expect(tree).toEqual([
      ['q1', undefined, 'USER', 'Which tea?'],
      ['a1', 'q1', 'ASSISTANT', 'Green.'],
      ['a2', 'q1', 'ASSISTANT', 'Black.'],
      ['q2', 'a2', 'USER', 'With milk?'],
      ['a3', 'q2', 'ASSISTANT', 'Yes.'],
    ]);
    expect(counts).toEqual({});
  });

  it('ChatGPT: tools go, thoughts become reasoning, pictures are reported, and one reply is made of its parts', () => {
    const { conversation, tree, counts } = arranged(
      chatgpt('c', 'Tools', [
        {
          id: 'q',
          parent: 'root',
          role: 'user',
          text: '',
          extra: { content: { content_type: 'multimodal_text', parts: [{ asset_pointer: 'x' }] } },
        },
        {
          id: 't',
          parent: 'q',
          role: 'assistant',
          extra: { content: { content_type: 'thoughts', thoughts: [{ summary: 'S', content: 'Let me look.' }] } },
        },
        { id: 'a1', parent: 't', role: 'assistant', text: 'Looking.' },
        { id: 'call', parent: 'a1', role: 'assistant', text: 'search()', extra: { recipient: 'browser' } },
        { id: 'tool', parent: 'call', role: 'tool', text: 'results' },
        { id: 'a2', parent: 'tool', role: 'assistant', text: 'Found.' },
        {
          id: 'hidden',
          parent: 'a2',
          role: 'user',
          text: 'secret',
          extra: { metadata: { is_visually_hidden_from_conversation: true } },
        },
      ]),
    );
    expect(tree).toEqual([
      ['q', undefined, 'USER', '[attachment]'],
      ['a1', 'q', 'ASSISTANT', 'Looking.\n\nFound.'],
    ]);
    expect(conversation?.messages[1]?.reasoning).toBe('Let me look.');
    expect(counts).toEqual({ ATTACHMENT: 1 });
  });

  it('Claude: as a tree where parents are named, as a list where not, with what was pasted', () => {
    const { conversation, tree, counts } = arranged(claude());
    expect(tree).toEqual([
      ['m1', undefined, 'USER', 'What is a sloop?\n\nnotes.txt:\n\none mast'],
      ['m2', 'm1', 'ASSISTANT', 'A boat with one mast.'],
      ['m3', 'm1', 'ASSISTANT', 'A sailing boat.'],
    ]);
    expect(conversation?.messages[1]?.reasoning).toBe('A boat.');
    expect(counts).toEqual({ ATTACHMENT: 1 });
    const list = claude();
    const { tree: inOrder } = arranged({
      ...list,
      chat_messages: list.chat_messages.map(({ parent_message_uuid: _, ...each }) => each).slice(0, 2),
    });
    expect(inOrder?.map(([id, parent]) => [id, parent])).toEqual([
      ['m1', undefined],
      ['m2', 'm1'],
    ]);
  });

  it('Open WebUI and LibreChat: with their system prompts, and what models thought', () => {
    const bread = arranged(openWebui());
    expect(bread.conversation).toMatchObject({ archived: true, systemPrompt: 'Be brief.', title: 'Bread' });
    expect(bread.tree?.[1]).toEqual(['b2', 'b1', 'ASSISTANT', 'Forty minutes.']);
    expect(bread.conversation?.messages[1]?.reasoning).toBe('Hot.');
    const birds = arranged(librechat());
    expect(birds.conversation).toMatchObject({ systemPrompt: 'You know birds.', title: 'Birds' });
    expect(birds.tree).toEqual([
      ['x1', undefined, 'USER', 'Who sings?'],
      ['x2', 'x1', 'ASSISTANT', 'The wren.'],
    ]);
  });
});

describe('what can’t be is named', () => {
  it('cycles, missing predecessors, ids twice, NUL and lone surrogates, and times that can’t be', () => {
    const { tree, counts } = arranged(
      chatgpt('c', 'Odd', [
        { id: 'q', parent: 'gone', role: 'user', text: 'a\0b\uD800' },
        { id: 'x', parent: 'y', role: 'user', text: 'round' },
        { id: 'y', parent: 'x', role: 'assistant', text: 'and round' },
        { id: 'self', parent: 'self', role: 'user', text: 'me' },
        { id: 'a', parent: 'q', role: 'assistant', text: 'c', extra: { create_time: 9e15 } },
      ]),
    );
    expect(tree).toEqual([
      ['q', undefined, 'USER', 'a\uFFFDb\uFFFD'],
      ['a', 'q', 'ASSISTANT', 'c'],
    ]);
    expect(counts).toEqual({ MISSING_PARENT: 1, CYCLE: 3, CHARACTERS: 1 });
    const twice = claude();
    const again = arranged({ ...twice, chat_messages: [...twice.chat_messages, ...twice.chat_messages] });
    expect(again.tree).toHaveLength(3);
    expect(again.counts['ID']).toBe(3);
    expect(arranged({ ...claude(), created_at: '1901-01-01T00:00:00Z' }).counts['DATE']).toBe(1);
  });

  it('a branch of as many messages as there may be is taken, one more is not, and none is empty', () => {
    const long = (count: number) =>
      chatgpt(
        'c',
        'Long',
        Array.from({ length: count }, (_, at) => ({
          id: `m${at}`,
          parent: at === 0 ? null : `m${at - 1}`,
          role: at % 2 === 0 ? 'user' : 'assistant',
          text: `${at}`,
        })),
        { current_node: null },
      );
    // The root of ChatGPT's trees is one of the nodes.
    expect(arranged(long(MOST_MESSAGES - 1)).tree).toHaveLength(MOST_MESSAGES - 1);
    expect(arranged(long(MOST_MESSAGES)).counts).toEqual({ TOO_LARGE: 1 });
    expect(arranged(long(0)).counts).toEqual({ EMPTY: 1 });
  });

  it('a tree of LibreChat that is thousands of levels deep is read', () => {
    let tree: object[] = [];
    for (let level = 3_000; level > 0; level--) {
      tree = [{ messageId: `m${level}`, isCreatedByUser: level % 2 === 1, text: `${level}`, children: tree }];
    }
    const { tree: found } = arranged({ ...librechat(), messagesTree: tree });
    expect(found).toHaveLength(3_000);
    expect(found?.at(-1)?.[1]).toBe('m2999');
  });

  it.each([
    ['nothing', null],
    ['a text', 'mapping'],
    ['an array', [1]],
    ['no known source', { id: '1', text: 'x' }],
    ['a mapping that is none', { ...branched(), mapping: 7 }],
    ['a message that is a number', { ...claude(), chat_messages: [7] }],
    ['a tree with a number in it', { ...librechat(), messagesTree: [{ messageId: 'x', text: 't', children: [7] }] }],
    ['a prototype', JSON.parse('{"__proto__": {"mapping": {}}, "id": "1"}')],
  ])('%s is unreadable', (_, value) => {
    expect(readConversation(value).kind).toBe('unreadable');
  });
});
