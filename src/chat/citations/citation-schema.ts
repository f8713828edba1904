import { type Document, placeOf } from '../../documents/document.ts';
import { DocumentRef } from '../../documents/document-ref.ts';
import { builder } from '../../graphql/builder.ts';
import type { Loaders } from '../../graphql/context.ts';
import { CostRule, ROW } from '../../graphql/cost-rule.ts';
import type { Memory } from '../../memory/memory.ts';
import { MemoryRef } from '../../memory/memory-ref.ts';
import { MessageRef } from '../messages/message-ref.ts';
import { readCitations, type StoredCitation } from './stored-citation.ts';

/** A citation whose words are still remembered. */
interface Citation extends Pick<StoredCitation, 'number'> {
  readonly memory: Memory;
  readonly document: Document;
  readonly page: number | undefined;
  readonly heading: string | undefined;
  readonly words: string;
}

/** A reply is given about as many parts as `recall` answers with; a document is read with its parts. */
const CITATIONS_COST = new CostRule({ own: 2 * ROW, size: 8 });

const CitationRef = builder.objectRef<Citation>('Citation').implement({
  description: 'What a reply rests on: words of a document, with their place.',
  fields: (t) => ({
    number: t.exposeInt('number', {
      description: 'Where the reply has this number in brackets, it means these words.',
    }),
    document: t.field({
      type: DocumentRef,
      description: 'The document that says so.',
      resolve: ({ document }) => document,
    }),
    page: t.exposeInt('page', { nullable: true, description: 'The page, from 1; null in a document without pages.' }),
    heading: t.exposeString('heading', {
      nullable: true,
      description: 'The headings above the words, from the highest on; null where there are none.',
    }),
    words: t.exposeString('words', { description: 'What it says there.' }),
    memory: t.field({
      type: MemoryRef,
      description: 'The part of the document in which the words stand.',
      resolve: ({ memory }) => memory,
    }),
  }),
});

builder.objectField(MessageRef, 'citations', (t) =>
  t.field({
    type: [CitationRef],
    description:
      'Which words of documents a reply rests on, in the order of their numbers: of those that its model was given, ' +
      'what it cites or repeats. Empty while it is written. Of documents that were deleted or replaced since, nothing.',
    extensions: { cost: CITATIONS_COST },
    resolve: ({ citations }, _, { loaders }) => citationsIn(citations, loaders),
  }),
);

async function citationsIn(column: unknown, { memoryById, documentById }: Loaders): Promise<Citation[]> {
  const stored = readCitations(column);
  const found = await Promise.all(
    stored.map(async ({ number, memoryId, start, end }): Promise<Citation | undefined> => {
      const memory = await memoryById.load(memoryId);
      const place = memory && placeOf(memory);
      const document = memory?.documentId && (await documentById.load(memory.documentId));
      if (!memory || !place || !document) return undefined;
      const { page, heading } = place;
      return { number, memory, document, page, heading, words: memory.content.slice(start, end) };
    }),
  );
  return found.filter((each) => each !== undefined);
}
