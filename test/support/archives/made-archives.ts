import { ZipFile } from 'yazl';

/** A ZIP archive of texts and bytes, by their names. */
export async function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const chunks: Uint8Array[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

interface Said {
  readonly id: string;
  readonly parent: string | null;
  readonly role: string;
  readonly text?: string;
  readonly extra?: object;
}

/** A conversation as ChatGPT exports it. */
export function chatgpt(id: string, title: string, said: readonly Said[], extra: object = {}) {
  const nodes = said.map(({ id: nodeId, parent, role, text = '', extra: more }, index) => [
    nodeId,
    {
      id: nodeId,
      parent,
      children: [],
      message: {
        id: nodeId,
        author: { role, name: null, metadata: {} },
        create_time: 1_700_000_000 + index,
        content: { content_type: 'text', parts: [text] },
        recipient: 'all',
        metadata: {},
        ...more,
      },
    },
  ]);
  return {
    conversation_id: id,
    id,
    title,
    create_time: 1_700_000_000.5,
    update_time: 1_700_000_900,
    current_node: said.at(-1)?.id,
    mapping: Object.fromEntries([['root', { id: 'root', parent: null, children: [], message: null }], ...nodes]),
    ...extra,
  };
}

/** A question with two answers, the second of which is followed by another question. */
export const branched = (id = 'c1', title = 'Tea') =>
  chatgpt(id, title, [
    { id: 's', parent: 'root', role: 'system', text: 'You are helpful.' },
    { id: 'q1', parent: 's', role: 'user', text: 'Which tea?' },
    { id: 'a1', parent: 'q1', role: 'assistant', text: 'Green.' },
    { id: 'a2', parent: 'q1', role: 'assistant', text: 'Black.' },
    { id: 'q2', parent: 'a2', role: 'user', text: 'With milk?' },
    { id: 'a3', parent: 'q2', role: 'assistant', text: 'Yes.' },
  ]);

/** A conversation as Claude exports it, with one branch. */
export const claude = (id = 'k1') => ({
  uuid: id,
  name: 'Boats',
  created_at: '2025-03-01T10:00:00.000000Z',
  updated_at: '2025-03-01T10:05:00.000000Z',
  account: { uuid: 'somebody' },
  chat_messages: [
    {
      uuid: 'm1',
      sender: 'human',
      text: 'What is a sloop?',
      content: [{ type: 'text', text: 'What is a sloop?' }],
      created_at: '2025-03-01T10:00:00Z',
      parent_message_uuid: '00000000-0000-4000-8000-000000000000',
      attachments: [{ file_name: 'notes.txt', extracted_content: 'one mast' }],
      files: [{ file_name: 'sloop.png' }],
    },
    {
      uuid: 'm2',
      sender: 'assistant',
      text: '',
      content: [
        { type: 'thinking', thinking: 'A boat.' },
        { type: 'text', text: 'A boat with one mast.' },
      ],
      created_at: '2025-03-01T10:01:00Z',
      parent_message_uuid: 'm1',
    },
    {
      uuid: 'm3',
      sender: 'assistant',
      text: 'A sailing boat.',
      created_at: '2025-03-01T10:02:00Z',
      parent_message_uuid: 'm1',
    },
  ],
});

/** A chat as Open WebUI exports it. */
export const openWebui = (id = 'w1') => ({
  id,
  user_id: 'somebody',
  title: 'Bread',
  archived: true,
  created_at: 1_740_000_000,
  updated_at: 1_740_000_100,
  chat: {
    title: 'Bread',
    params: { system: 'Be brief.' },
    history: {
      currentId: 'b2',
      messages: {
        b1: {
          id: 'b1',
          parentId: null,
          childrenIds: ['b2'],
          role: 'user',
          content: 'How long?',
          timestamp: 1_740_000_001,
        },
        b2: {
          id: 'b2',
          parentId: 'b1',
          childrenIds: [],
          role: 'assistant',
          content:
            '<details type="reasoning" done="true" duration="2">\n<summary>Thought</summary>\n&gt; Hot.\n' +
            '</details>\nForty minutes.',
          model: 'llama3',
          timestamp: 1_740_000_002,
        },
      },
    },
    messages: [],
  },
});

/** A conversation as LibreChat exports it, as a tree. */
export const librechat = (id = 'l1') => ({
  conversationId: id,
  endpoint: 'openAI',
  title: 'Birds',
  exportAt: '10:00:00 GMT',
  branches: true,
  recursive: true,
  options: { promptPrefix: 'You know birds.', model: 'gpt-4o' },
  messagesTree: [
    {
      messageId: 'x1',
      parentMessageId: '00000000-0000-0000-0000-000000000000',
      isCreatedByUser: true,
      sender: 'User',
      text: 'Who sings?',
      createdAt: '2025-04-01T08:00:00.000Z',
      children: [
        {
          messageId: 'x2',
          parentMessageId: 'x1',
          isCreatedByUser: false,
          sender: 'GPT-4o',
          text: '',
          content: [
            { type: 'think', think: 'Hm.' },
            { type: 'text', text: { value: 'The wren.' } },
          ],
          createdAt: '2025-04-01T08:01:00.000Z',
          children: [],
        },
      ],
    },
  ],
});
