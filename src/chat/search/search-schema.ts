import type { Count } from '../../database/page.ts';
import { readId } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { CacheRule } from '../../graphql/cache-rule.ts';
import { cursorOf, once } from '../../graphql/connection.ts';
import { CostRule, READS_ROW, ROW } from '../../graphql/cost-rule.ts';
import type { Message } from '../messages/message.ts';
import { MessageRef } from '../messages/message-ref.ts';
import type { Hit } from './find-hits.ts';
import { FoundMessageRef } from './found-message-ref.ts';
import { type FoundPage, LARGEST_PAGE } from './search-service.ts';
import { MOST_MARKED, type Snippet } from './snippet.ts';

/** A search ranks some hundred messages, whatever the size of its page. */
const SEARCH_COST = new CostRule({ own: 100, size: 20, sizedBy: ['first'], most: LARGEST_PAGE });
/** The text of the message is read for it. */
const SNIPPET_COST = new CostRule({ own: ROW });
/** Up to 1,000 messages are looked up. */
const COUNT_COST = new CostRule({ own: 50 });
const HITS_COST = new CostRule({ size: MOST_MARKED });

const HitRef = builder.objectRef<Hit>('TextHit').implement({
  description: 'A stretch of a text that was searched for, in UTF-16 units.',
  fields: (t) => ({
    start: t.exposeInt('start', { description: 'Where it begins, from 0 on.' }),
    end: t.exposeInt('end', { description: 'Where it ends: the unit there is not in it.' }),
  }),
});

const SnippetRef = builder.objectRef<Snippet>('Snippet').implement({
  description: 'A piece of a text around what was searched for.',
  fields: (t) => ({
    text: t.exposeString('text', {
      description: 'About 240 characters in one line, as they were written; … stands where the text goes on.',
    }),
    hits: t.field({
      type: [HitRef],
      description:
        'Where in the piece what was searched for stands, in order; none lies within another. There are 20 at most.',
      extensions: { cost: HITS_COST },
      resolve: ({ hits }) => hits,
    }),
  }),
});

const PlaceRef = builder.objectRef<Message>('MessagePlace').implement({
  description: 'Where in its conversation a message stands.',
  fields: (t) => ({
    cursor: t.string({
      description:
        'Its cursor in `Conversation.messages`: as `before` or `after` there, it gives what stands around it.',
      resolve: ({ number }) => cursorOf(number),
    }),
    onNewestBranch: t.boolean({
      nullable: true,
      description:
        'Whether it is on the branch that ends in the newest message of the conversation; null where more than ' +
        '10,000 messages of that branch came after it.',
      extensions: { cost: READS_ROW },
      resolve: async (message, _, { loaders }) => (await loaders.onNewestBranchByMessage.load(message)) ?? null,
    }),
  }),
});

const SNIPPET = 'The piece of it that has most of what was searched for.';
const PLACE = 'Where in its conversation it stands.';

FoundMessageRef.implement({
  description: 'A message that has the words that were searched for.',
  fields: (t) => ({
    message: t.field({ type: MessageRef, description: 'The message.', resolve: ({ message }) => message }),
    snippet: t.field({
      type: SnippetRef,
      description: SNIPPET,
      extensions: { cost: SNIPPET_COST },
      resolve: (found, _, { search }) => search.snippet(found),
    }),
    place: t.field({ type: PlaceRef, description: PLACE, resolve: ({ message }) => message }),
  }),
});

const FoundEdgeRef = builder.objectRef<FoundPage['found'][number]>('FoundMessageEdge').implement({
  description: 'A place in a list of messages that were found, and what stands there.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Where it stands in the list: given as `after`, the list goes on from there.',
    }),
    node: t.field({ type: MessageRef, description: 'The message.', resolve: ({ message }) => message }),
    snippet: t.field({
      type: SnippetRef,
      description: SNIPPET,
      extensions: { cost: SNIPPET_COST },
      resolve: (found, _, { search }) => search.snippet(found),
    }),
    place: t.field({ type: PlaceRef, description: PLACE, resolve: ({ message }) => message }),
  }),
});

interface FoundConnection extends FoundPage {
  readonly hasPrevious: boolean;
  count(): Promise<Count>;
}

// Not one of the plugin's connections: those have `last` and `before`, and who searches goes on from the best.
const FoundConnectionRef = builder.objectRef<FoundConnection>('FoundMessageConnection').implement({
  description: 'A page of a list of messages that were found.',
  fields: (t) => ({
    edges: t.field({
      type: [FoundEdgeRef],
      description: 'What is on the page, best first.',
      resolve: ({ found }) => found,
    }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      description: 'Whether there is more of the list, and where.',
      resolve: ({ found, hasNext, hasPrevious }) => ({
        hasNextPage: hasNext,
        hasPreviousPage: hasPrevious,
        startCursor: found[0]?.cursor ?? null,
        endCursor: found.at(-1)?.cursor ?? null,
      }),
    }),
    totalCount: t.int({
      description: 'How many there are in all, on every page; of very many as many as were counted.',
      extensions: { cost: COUNT_COST },
      resolve: async ({ count }) => (await count()).count,
    }),
    totalCountExact: t.boolean({
      description:
        'Whether totalCount says how many there are. When it is false there are more: counting stops at 1,000.',
      extensions: { cost: COUNT_COST },
      resolve: async ({ count }) => (await count()).isExact,
    }),
  }),
});

builder.queryField('searchMessages', (t) =>
  t.field({
    type: FoundConnectionRef,
    description:
      'The viewer’s messages by words, best first: those that have all the words, in any of their forms, and then ' +
      'those that have words which begin so. "Words in quotes" stand side by side; a minus stands before what is not ' +
      'wanted. Messages of all branches are found; one that is being written is found once it has ended.',
    extensions: { cache: new CacheRule({ tag: 'Conversation' }), cost: SEARCH_COST, ...access('READ') },
    args: {
      query: t.arg.string({ required: true, description: '1 to 500 characters, of which the first 32 words count.' }),
      conversationId: t.arg.id({ description: 'The global id of a conversation, archived or not; left out: all.' }),
      includeArchived: t.arg.boolean({
        defaultValue: false,
        description: 'Whether archived conversations are searched too.',
      }),
      first: t.arg.int({ description: 'So many, 100 at most; left out: 20.' }),
      after: t.arg.string({ description: 'A cursor of this list: only what comes after it.' }),
    },
    async resolve(_, { conversationId: globalId, first, after, ...input }, { search, viewer }) {
      const conversationId = globalId == null ? undefined : readId('Conversation', globalId);
      const asked = { ...input, conversationId };
      const page = await search.messages(viewer.id, { ...asked, first, after });
      return { ...page, hasPrevious: after != null, count: once(() => search.count(viewer.id, asked)) };
    },
  }),
);
