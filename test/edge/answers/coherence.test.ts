import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import type { Authenticate } from '../../../src/accounts/authenticate.ts';
import type { Caller } from '../../../src/accounts/viewer.ts';
import { atEnd } from '../../support/at-end.ts';
import { callerOf } from '../../support/edge/caller.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { createRandom } from '../../support/random.ts';
import { sharedPostgres } from '../../support/servers/shared-postgres.ts';
import { sharedRedis } from '../../support/servers/shared-redis.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';
import { whyNoRedis } from '../../support/servers/start-redis.ts';

/** Most of them are two requests: with those on one process and those on two, more than ten thousand in all. */
const STEPS = 2_750;
/** Beside other suites on a busy machine they take minutes. */
const PATIENCE = { timeout: 1_200_000 };
const USERS: readonly Caller[] = ['Anna', 'Bert'].map((name) => callerOf(name, randomUUID()));

/** Whoever a request says that it is. */
const authenticate: Authenticate = async (call) => {
  const name = call.transport === 'http' ? call.headers['authorization'] : undefined;
  const user = USERS.find((each) => each.name === name);
  if (!user) throw new Error('Nobody of this name.');
  return user;
};

type Ask = (payload: object, options?: { readonly fresh: boolean }) => Promise<{ text: string; kept: boolean }>;

/** One user, who does one thing after the other, on any of the servers. */
class Actor {
  readonly #name: string;
  readonly #random: () => number;
  readonly #ask: Ask;
  readonly #conversations: string[] = [];
  readonly #messages: string[] = [];
  kept = 0;
  #marks = 0;

  constructor(name: string, seed: number, servers: readonly TestServer[]) {
    this.#name = name;
    this.#random = createRandom(seed);
    this.#ask = async (payload, { fresh } = { fresh: false }) => {
      const server = servers[Math.floor(this.#random() * servers.length)];
      const { body, headers } = await request(`${server?.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: name,
          ...(fresh && { 'cache-control': 'no-cache' }),
        },
        body: JSON.stringify(payload),
      });
      return { text: await body.text(), kept: headers['etag'] !== undefined };
    };
  }

  async step(): Promise<void> {
    if (this.#random() < 0.15) await this.#change();
    else await this.#look();
  }

  #pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#random() * list.length)];
  }

  /** What a user writes holds the user's name, so that it is seen where it must not be. */
  #mark(): string {
    this.#marks += 1;
    return `${this.#name} ${this.#marks}`;
  }

  async #change(): Promise<void> {
    const id = this.#pick(this.#conversations);
    const kind = Math.floor(this.#random() * 9);
    const text = this.#mark();
    if (kind <= 1 || !id) {
      const query = 'mutation ($title: String) { createConversation(title: $title) { id } }';
      const { data } = JSON.parse((await this.#ask({ query, variables: { title: text } })).text);
      this.#conversations.push(data.createConversation.id);
    } else if (kind === 2) {
      const query = 'mutation ($id: ID!, $title: String) { updateConversation(id: $id, title: $title) { id } }';
      await this.#ask({ query, variables: { id, title: text } });
    } else if (kind === 3 && this.#conversations.length > 5) {
      this.#conversations.splice(this.#conversations.indexOf(id), 1);
      await this.#ask({ query: 'mutation ($id: ID!) { deleteConversation(id: $id) }', variables: { id } });
    } else if (kind === 4) {
      const query =
        'mutation ($id: ID, $message: String!) ' +
        '{ chat(input: { conversationId: $id, message: $message, waitMs: 20000 }) { message { id } reply { id } } }';
      const { data } = JSON.parse((await this.#ask({ query, variables: { id, message: text } })).text);
      this.#messages.push(data.chat.message.id, data.chat.reply.id);
    } else if (kind === 5) {
      const query = 'mutation ($on: Boolean) { updateViewer(drawsMemories: $on) { id } }';
      await this.#ask({ query, variables: { on: this.#random() < 0.5 } });
    } else if (kind === 6) {
      const query = 'mutation ($key: String!) { forget(key: $key) }';
      await this.#ask({ query, variables: { key: String(Math.floor(this.#random() * 8)) } });
    } else {
      const query = 'mutation ($input: MemoryInput!) { remember(input: $input) { id } }';
      const soon = new Date(Date.now() + 300).toISOString();
      const input = { key: String(Math.floor(this.#random() * 8)), content: text };
      await this.#ask({ query, variables: { input: this.#random() < 0.2 ? { ...input, expiresAt: soon } : input } });
    }
  }

  /** Asks for what is kept, then for the same made anew: they differ only while something changes by itself. */
  async #look(): Promise<void> {
    const payload = this.#question();
    let [kept, fresh] = ['', ''];
    for (let tries = 0; tries < 5; tries += 1) {
      const answer = await this.#ask(payload);
      if (answer.kept) this.kept += 1;
      kept = answer.text;
      fresh = (await this.#ask(payload, { fresh: true })).text;
      if (kept === fresh) break;
    }
    expect(kept, JSON.stringify(payload)).toBe(fresh);
    for (const { name } of USERS) if (name !== this.#name) expect(kept).not.toContain(name);
  }

  #question(): object {
    const conversation =
      '{ id title updatedAt lastMessage { id content state } messages(first: 3) { totalCount edges { node { id } } } }';
    const key = String(Math.floor(this.#random() * 8));
    return (
      this.#pick([
        { query: '{ viewer { id name drawsMemories } }' },
        { query: `{ conversations(first: 5) { totalCount edges { node ${conversation} } } }` },
        {
          query: `query ($id: ID!) { conversation(id: $id) ${conversation} }`,
          variables: { id: this.#pick(this.#conversations) ?? 'none' },
        },
        { query: '{ memories(first: 10) { totalCount edges { node { key content expiresAt } } } }' },
        { query: 'query ($key: String!) { memory(key: $key) { content history { content } } }', variables: { key } },
        {
          query: 'query ($id: ID!) { message(id: $id) { content state parent { id } memoriesMade { content } } }',
          variables: { id: this.#pick(this.#messages) ?? 'none' },
        },
      ]) ?? {}
    );
  }
}

async function liveTogether(servers: readonly TestServer[]): Promise<void> {
  const [first] = servers;
  for (const { id, name, role } of USERS) await first?.database.prisma.user.create({ data: { id, name, role } });
  const actors = USERS.map(({ name }, index) => new Actor(name, 7 + index, servers));
  await Promise.all(
    actors.map(async (actor) => {
      for (let step = 0; step < STEPS / actors.length; step += 1) await actor.step();
    }),
  );
  // Else nothing of this was about kept answers.
  for (const { kept } of actors) expect(kept).toBeGreaterThan(STEPS / 8);
}

describe('of thousands of changes and questions of two users, no answer is older than a change or another’s', () => {
  it('in one process', PATIENCE, async () => {
    await liveTogether([await startTestServer({}, { authenticate })]);
  });

  it('in two processes', PATIENCE, async ({ skip }) => {
    const missing = whyNoPostgres() ?? whyNoRedis();
    skip(missing !== undefined, missing);
    const [postgres, redis] = await Promise.all([sharedPostgres(), sharedRedis()]);
    atEnd(() => Promise.all([postgres.close(), redis.close()]));
    const environment = { DATABASE_URL: await postgres.createMigratedDatabase(), REDIS_URL: redis.url };
    const start = () => startTestServer(environment, { authenticate });
    const servers = [await start(), await start()];
    await liveTogether(servers);
    // Each was asked for what the other had made, and gave it.
    const found = await Promise.all(servers.map(async ({ server }) => (await server.app.status.current()).cache));
    for (const { hitsInRedis } of found) expect(hitsInRedis).toBeGreaterThan(0);
    // What a process tells of itself is given by this process alone.
    const query = '{ status { startedAt } }';
    const told = await Promise.all(
      servers.map(async ({ url }) => {
        const headers = { 'content-type': 'application/json', authorization: 'Anna' };
        const { body } = await request(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
        return body.text();
      }),
    );
    expect(new Set(told).size).toBe(2);
  });
});
