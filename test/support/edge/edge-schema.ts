import { randomBytes } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import type { OperationRequest } from '../../../src/api/context.ts';
import { LexError, NotFoundError } from '../../../src/errors.ts';
import { CacheRule } from '../../../src/graphql/cache-rule.ts';

export interface Note {
  readonly id: string;
  readonly owner: string;
  readonly text: string;
  /** It may change at any moment, and nobody says so. */
  readonly open?: boolean;
}

import type { BusEvent, Topic } from '../../../src/events/event-bus.ts';
import { LocalEventBus } from '../../../src/events/local-event-bus.ts';
import { joinable } from '../../../src/graphql/joinable.ts';
import { queueing } from '../../../src/graphql/queueing-rule.ts';

/** Things that resolvers wait for and tests set off. */
export interface Signals {
  /** Resolves the `slow` queries that wait. */
  release(): void;
  /** How many `slow` queries have begun. */
  slowStarted: number;
  /** How many sources of `silence` wait now. */
  waiting: number;
  /** How many events `flood` has made. */
  flooded: number;
  /** How often `everybodys` and `notes` have been asked for. */
  loads: number;
  /** What `notes` answers, each owner's to the owner. */
  notes: Note[];
  /** `notes` waits for it. */
  pause: Promise<void> | undefined;
  /** Carries what `feed` and `letters` tell. */
  readonly news: LocalEventBus;
  /** How often the topic of the news has got its first listener, and has lost its last. */
  readonly listened: { began: number; ended: number };
  /** How often the text of some news was asked for. */
  textsRead: number;
}

/** Is told by `feed`, which several subscribers may share, and by `letters`, each of which has a source of its own. */
export interface News extends BusEvent {
  readonly text: string;
}

export const NEWS: Topic<News> = { name: 'news', missed: { key: '', text: '' }, read: () => undefined };

async function* tellNews(of: string | null | undefined, { news }: Signals, signal: AbortSignal): AsyncGenerator<News> {
  if (of === 'nobody') throw new NotFoundError('conversation');
  for await (const each of news.subscribe(NEWS, { signal })) {
    if (each.text === 'end') return;
    if (each.text === 'break') throw new Error('the secret detail');
    yield each;
  }
}

const strange = {
  get getter(): never {
    throw new Error('the secret detail');
  },
  method: () => Promise.reject(new Error('the secret detail')),
  get inner() {
    return strange;
  },
};

/** Takes all of the stack. */
function endless(): string {
  return `${endless()}`;
}

/** What can't be written as JSON. */
function unwritable(how: string): unknown {
  if (how === 'a large number') return 10n ** 30n;
  const outer: { inner?: unknown } = {};
  if (how === 'a circle') outer.inner = outer;
  if (how === 'too deep') {
    let at = outer;
    for (let depth = 0; depth < 100_000; depth += 1) {
      const next = {};
      at.inner = next;
      at = next;
    }
  }
  return outer;
}

/** A schema with one field for each way in which an operation can go well or badly. */
export function createEdgeSchema(): { schema: GraphQLSchema; signals: Signals } {
  const releases: (() => void)[] = [];
  const signals: Signals = {
    release: () => {
      for (const release of releases.splice(0)) release();
    },
    slowStarted: 0,
    waiting: 0,
    flooded: 0,
    loads: 0,
    notes: [],
    pause: undefined,
    news: new LocalEventBus({
      began: () => {
        signals.listened.began += 1;
      },
      ended: () => {
        signals.listened.ended += 1;
      },
    }),
    listened: { began: 0, ended: 0 },
    textsRead: 0,
  };
  const newsField = {
    subscribe: (_: unknown, { of }: { of?: string | null }, { signal }: OperationRequest) =>
      tellNews(of, signals, signal),
    resolve: (news: News) => news,
  };

  const schema = createSchema<OperationRequest>({
    typeDefs: /* GraphQL */ `
      type Note { id: ID! owner: String! text: String! parent: Note }
      type Nested { nested: Nested name: String! }
      type Wide { wide: [Wide!]! name: String! }
      type Strange { getter: String method: String inner: Strange }
      scalar Anything
      input Fact { content: String! tags: [String!] }
      type Query {
        hello: String!
        kind: String!
        requestId: String!
        echo(text: String!, times: Int = 1): String!
        nested: Nested
        wide: [Wide!]!
        notFound: String
        overloaded: String
        boom: String
        throwsText: String
        nullWhereNoneMayBe: String!
        notAnInteger: Int
        strange: Strange
        brokenList: [Int]
        failsTwice: [Int!]
        endless: String!
        unwritable(how: String!): Anything
        slow: String!
        large(characters: Int!): String!
        everybodys(text: String): String!
        notes(filter: JSON, failing: Boolean): [Note!]!
      }
      scalar JSON
      type Mutation { rememberMany(input: [Fact!]!): Int! }
      type Subscription {
        ticks(count: Int!): Int!
        silence: Int!
        failsAfterOne: Int!
        refusedAfterOne: Int!
        refused: Int!
        flood: String!
        feed(of: String): News!
        letters(of: String): News!
      }
      type News { text: String! reader: String! fails: String }
    `,
    resolvers: {
      Query: {
        hello: () => 'world',
        kind: (_, __, { operation }) => operation,
        requestId: (_, __, { requestId }) => requestId,
        echo: (_, { text, times }: { text: string; times: number }) => text.repeat(times),
        nested: () => ({ name: 'one' }),
        wide: () => [{ name: 'wide' }],
        notFound: () => {
          throw new NotFoundError('message');
        },
        overloaded: () => {
          throw new LexError('OVERLOADED', 'Too much at once.', { retryAfterMs: 250 });
        },
        boom: () => {
          throw new Error('the secret detail');
        },
        throwsText: () => {
          throw 'the secret detail';
        },
        nullWhereNoneMayBe: () => null,
        notAnInteger: () => 3.5,
        strange: () => strange,
        brokenList: () => ({
          *[Symbol.iterator]() {
            yield 1;
            throw new Error('the secret detail');
          },
        }),
        // The list is null for the first of these, at once, and the second comes when nobody waits for it.
        failsTwice: () => [new Error('the secret detail'), Promise.reject(new Error('the secret detail'))],
        endless,
        unwritable: (_, { how }: { how: string }) => unwritable(how),
        slow: () => {
          signals.slowStarted += 1;
          return new Promise((resolve) => releases.push(() => resolve('done')));
        },
        large: (_, { characters }: { characters: number }) => 'x'.repeat(characters),
        everybodys: (_, { text }: { text?: string }) => {
          signals.loads += 1;
          return `${text ?? ''}${signals.loads}`;
        },
        notes: async (_, { failing }: { failing?: boolean }, { viewer }) => {
          signals.loads += 1;
          await signals.pause;
          if (failing) throw new NotFoundError('note');
          return signals.notes.filter(({ owner }) => owner === viewer.id);
        },
      },
      Wide: { wide: () => [{ name: 'wider' }] },
      Nested: { nested: () => ({ name: 'deeper' }) },
      News: {
        text: async ({ text }: News) => {
          signals.textsRead += 1;
          return text;
        },
        reader: (_, __, { viewer }) => viewer.name,
        fails: () => {
          throw new Error('the secret detail');
        },
      },
      Mutation: { rememberMany: (_, { input }: { input: unknown[] }) => input.length },
      Subscription: {
        feed: { ...newsField, extensions: joinable<News>(({ key }) => key) },
        letters: newsField,
        ticks: {
          subscribe: async function* (_: unknown, { count }: { count: number }) {
            for (let ticks = 1; ticks <= count; ticks += 1) yield { ticks };
          },
        },
        silence: {
          // As a service would: an async generator that waits for its signal.
          subscribe: async function* (_: unknown, __: unknown, { signal }: OperationRequest) {
            signals.waiting += 1;
            try {
              yield { silence: 0 };
              if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
            } finally {
              signals.waiting -= 1;
            }
          },
        },
        failsAfterOne: {
          subscribe: async function* () {
            yield { failsAfterOne: 1 };
            throw new Error('the secret detail');
          },
        },
        refusedAfterOne: {
          subscribe: async function* () {
            yield { refusedAfterOne: 1 };
            throw new LexError('OVERLOADED', 'Too slow: subscribe again.');
          },
        },
        refused: {
          subscribe: () => {
            throw new NotFoundError('message');
          },
        },
        flood: {
          subscribe: async function* (_: unknown, __: unknown, { signal }: OperationRequest) {
            while (!signal.aborted) {
              signals.flooded += 1;
              // What can't be compressed, 64 KiB of it.
              yield { flood: randomBytes(48 * 1024).toString('base64') };
              await new Promise((resolve) => setImmediate(resolve));
            }
          },
        },
      },
    },
  });
  const { rememberMany } = schema.getMutationType()?.getFields() ?? {};
  if (rememberMany) rememberMany.extensions = queueing('adds');
  const { everybodys, notes } = schema.getQueryType()?.getFields() ?? {};
  if (everybodys) everybodys.extensions = { cache: new CacheRule({ scope: 'PUBLIC', maxAgeMs: 60_000 }) };
  if (notes) notes.extensions = { cache: new CacheRule() };
  const note = schema.getType('Note');
  if (note) {
    note.extensions = { cache: new CacheRule<Note>({ tag: 'Note', keepMs: ({ open }) => (open ? 0 : 60_000) }) };
  }
  return { schema, signals };
}
