import { readId } from '../../src/global-id.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { openRaw, subscribe } from '../support/clients/raw-socket.ts';
import type { LexServer } from '../support/lex/lex-process.ts';
import type { FakeAnswer, FakeProvider } from '../support/models/fake-provider.ts';
import type { PlantedTexts } from './planted.ts';

export interface Run {
  readonly lex: LexServer;
  readonly provider: FakeProvider;
  /** The credential of the user who writes. */
  readonly user: string;
  /** What is nearly a secret: it lets nobody in. */
  readonly nearMisses: readonly string[];
  /** What the provider quotes besides the prompt. */
  readonly providerKey: string;
  readonly texts: PlantedTexts;
}

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const json = { 'content-type': 'application/json', accept: 'application/json' };

/**
 * Does as a user everything that has to do with texts, and what fails.
 *
 * @returns the errors of all answers to operations that could be read
 */
export async function runThrough({ lex, provider, user, nearMisses, providerKey, texts }: Run): Promise<unknown[]> {
  const client = new GraphqlClient(lex.url);
  const failures: unknown[] = [];
  async function ask<Data = Record<string, { id: string }>>(query: string, variables: object = {}): Promise<Data> {
    const { data, errors } = await client.answer<Data>(query, variables, bearer(user));
    if (errors) failures.push(...errors);
    return data ?? ({} as Data);
  }
  const say = (input: object) =>
    ask<{ chat?: { reply: { id: string; state: string; error: string | null }; job: { error: string | null } } }>(
      'mutation ($input: ChatInput!) { chat(input: $input) { reply { id state error } job { id error } } }',
      { input: { waitMs: 60_000, ...input } },
    );

  await comeIn(lex, nearMisses);
  const { createConversation } = await ask(
    'mutation ($title: String, $systemPrompt: String) {' +
      ' createConversation(title: $title, systemPrompt: $systemPrompt) { id } }',
    { title: texts.title, systemPrompt: texts.systemPrompt },
  );
  const conversationId = createConversation?.id;
  await ask('mutation ($instructions: String) { updateViewer(instructions: $instructions) { id instructions } }', {
    instructions: texts.instructions,
  });
  await ask('mutation ($input: MemoryInput!) { remember(input: $input) { id } }', { input: { content: texts.memory } });
  await ask('query ($query: String!) { recall(query: $query) { memory { content } reasons } }', {
    query: texts.memory,
  });
  provider.answerWith({ kind: 'text', pieces: texts.reply.split(/(?<= )/) });
  const { chat } = await say({ message: texts.message, conversationId });
  await follow(lex, user, chat?.reply.id ?? '');
  await ask('query ($s: String!) { conversations(search: $s) { totalCount edges { node { title } } } }', {
    s: texts.title,
  });

  // What providers say when they fail: all that they were sent, and the key.
  const quoting = (status: number, code?: string): FakeAnswer => ({
    kind: 'by',
    answer: (body) => ({
      kind: 'status',
      status,
      message: `Can't take ${JSON.stringify(body)} with ${providerKey}`,
      ...(code && { code }),
    }),
  });
  const refusals: readonly FakeAnswer[] = [
    quoting(400),
    quoting(401),
    quoting(404),
    quoting(400, 'context_length_exceeded'),
    { kind: 'late-error', pieces: ['Well, '], type: `server_error in ${texts.failing}` },
    { kind: 'page' },
  ];
  for (const answer of refusals) {
    provider.answerWith(answer);
    const { chat: failed } = await say({ message: texts.failing, conversationId });
    failures.push(failed?.job.error);
  }
  provider.answerWith({ kind: 'text', pieces: [texts.reply] });
  await ask('mutation ($id: ID!) { summarizeConversation(conversationId: $id) { id } }', { id: conversationId });
  await ask('mutation { checkMemory { id } }');
  await ask('mutation { rebuildMemory { id } }');
  await say({ message: texts.message.padEnd(200_000, '!') });
  await ask('mutation ($id: ID!) { deleteConversation(id: $id) }', { id: chat?.reply.id });
  await ask('{ status { state components { name state detail } } }');
  await unreadable(lex, user, texts.variable);
  await ended(client, user);
  return failures;
}

/** Shows what lets nobody in, in each way in which something can be shown. */
async function comeIn({ url }: LexServer, secrets: readonly string[]): Promise<void> {
  for (const secret of secrets) {
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { ...json, ...bearer(secret) },
      body: '{"query":"{__typename}"}',
    });
    const stream = { ...json, accept: 'text/event-stream', ...bearer(secret) };
    await fetch(`${url}/graphql`, { method: 'POST', headers: stream, body: '{"query":"{__typename}"}' });
    await fetch(`${url}/metrics`, { headers: bearer(secret) });
    const socket = await openRaw({ socketUrl: `${url.replace('http', 'ws')}/graphql` });
    socket.send({ type: 'connection_init', payload: bearer(secret) });
    await socket.closed;
  }
}

/** Follows a reply over both transports. */
async function follow({ url }: LexServer, user: string, id: string): Promise<void> {
  readId('Message', id);
  const query = `subscription { replyStream(messageId: "${id}") { kind text message { content } } }`;
  const headers = { ...json, accept: 'text/event-stream', ...bearer(user) };
  await (await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).text();
  const socket = await openRaw({ socketUrl: `${url.replace('http', 'ws')}/graphql` });
  socket.send({ type: 'connection_init', payload: bearer(user) });
  await socket.next();
  socket.send(subscribe('1', query));
  while ((await socket.next())['type'] !== 'complete');
  socket.socket.close();
}

/** Sends what can't be read, with a text in it: it is told to nobody but its sender. */
async function unreadable({ url }: LexServer, user: string, text: string): Promise<void> {
  const bodies = [
    `{"query": "{ ${text}`,
    JSON.stringify({ query: `{ viewer { name(about: "${text}") } } ${text} "` }),
    JSON.stringify({ query: 'query ($a: Int!) { viewer { id } }', variables: { a: text } }),
    JSON.stringify({ query: '{ viewer { id } }', variables: text }),
    JSON.stringify({ id: text, extensions: { persistedQuery: { version: 1, sha256Hash: text } } }),
  ];
  for (const body of bodies)
    await fetch(`${url}/graphql`, { method: 'POST', headers: { ...json, ...bearer(user) }, body });
  const search = new URLSearchParams({ query: `{ viewer { id } } # ${text}` });
  await fetch(`${url}/graphql?${search}`, { headers: { ...json, ...bearer(user) } });
  for (const message of [`{"type": ${text}`, { id: '1', type: text }, subscribe('1', `{ ${text}`)]) {
    const socket = await openRaw({ socketUrl: `${url.replace('http', 'ws')}/graphql` });
    socket.send({ type: 'connection_init', payload: bearer(user) });
    await socket.next();
    socket.send(message);
    socket.send({ type: 'connection_init' });
    await socket.closed;
  }
}

/** Waits until no job of the user is open. */
async function ended(client: GraphqlClient, user: string): Promise<void> {
  for (;;) {
    const query = '{ jobs(first: 100) { edges { node { state } } } }';
    const { data } = await client.answer<{ jobs: { edges: { node: { state: string } }[] } }>(query, {}, bearer(user));
    const open = data?.jobs.edges.filter(({ node }) => ['WAITING', 'DELAYED', 'ACTIVE'].includes(node.state));
    if (open?.length === 0) return;
  }
}
