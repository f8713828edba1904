import { encodeGlobalId, readId } from '../global-id.ts';
import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { NOT_KEPT } from '../graphql/cache-rule.ts';
import { connectionOf, PAGE_COST, readPageRequest } from '../graphql/connection.ts';
import { READS, READS_ROW, WRITES } from '../graphql/cost-rule.ts';
import { JobRef } from '../jobs/job-ref.ts';
import { MemoryRef } from '../memory/memory-ref.ts';
import { DocumentRef } from './document-ref.ts';
import type { Upload } from './document-service.ts';

const DocumentStateEnum = builder.enumType('DocumentState', {
  description: 'How far a document is.',
  values: {
    READING: { description: 'It is being read, or waits for that; nothing of it is recalled yet.' },
    READY: { description: 'All of it is remembered.' },
    FAILED: { description: 'It could not be read: see the error of its job. Nothing of it is remembered.' },
  },
});

const DocumentTypeEnum = builder.enumType('DocumentType', {
  description: 'What a document was found to be, by what it holds.',
  values: {
    TEXT: { description: 'Plain text.' },
    MARKDOWN: { description: 'Markdown.' },
    HTML: { description: 'A web page.' },
    PDF: { description: 'PDF.' },
    DOCX: { description: 'A Word document.' },
    EPUB: { description: 'A book.' },
  },
});

builder.node(DocumentRef, {
  description: 'A file that was read into memory. Its parts are memories.',
  extensions: { cache: NOT_KEPT },
  id: { resolve: ({ id }) => id, description: 'Its global id.' },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'claimedType' in value,
  loadOne: (id, { loaders }) => loaders.documentById.load(id),
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'What its sender called it. The same name again in the namespace replaces it, once that is read.',
    }),
    namespace: t.exposeString('namespace', { description: 'Where its parts are kept.' }),
    state: t.field({
      type: DocumentStateEnum,
      description: 'How far it is.',
      resolve: ({ state }) => (state === 'LEAVING' ? 'FAILED' : state),
    }),
    type: t.field({
      type: DocumentTypeEnum,
      nullable: true,
      description: 'What it was found to be, by what it holds; null until it was read.',
      resolve: ({ type }) => type,
    }),
    bytes: t.exposeInt('bytes', { description: 'How long the file is.' }),
    pages: t.exposeInt('pages', { nullable: true, description: 'How many pages it has; null where it has none.' }),
    parts: t.exposeInt('parts', { description: 'How many memories it is; 0 until it was read.' }),
    job: t.field({
      type: JobRef,
      nullable: true,
      description: 'The job that reads it, for as long as jobs are kept.',
      extensions: { cost: READS_ROW },
      resolve: ({ jobId }, _, { loaders }) => (jobId ? loaders.jobById.load(jobId) : null),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was sent.' }),
  }),
});

builder.objectField(MemoryRef, 'document', (t) =>
  t.field({
    type: DocumentRef,
    nullable: true,
    description: 'The document that it is a part of, if any; its place there is in the metadata.',
    extensions: { cost: READS_ROW },
    resolve: ({ documentId }, _, { loaders }) => (documentId ? loaders.documentById.load(documentId) : null),
  }),
);

const DocumentUpload = builder.objectRef<Upload>('DocumentUpload').implement({
  description: 'Where a file may be put.',
  fields: (t) => ({
    url: t.string({
      description:
        'PUT the bytes of the file to it, from the server’s root: its signature lets in whoever has it. The answer ' +
        'is JSON with `documentId` and `jobId`. The same again makes nothing more, so that it may be repeated.',
      resolve: ({ path }) => path,
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the upload may begin.' }),
    maxBytes: t.exposeInt('maxBytes', { description: 'The most bytes that are taken.' }),
  }),
});

const IngestUploadInput = builder.inputType('IngestUploadInput', {
  description: 'A file that is to be put somewhere to be read into memory.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What to call it: one line of 1 to 255 characters.' }),
    bytes: t.int({ required: true, description: 'How long it is; no more is taken.' }),
    mimeType: t.string({
      defaultValue: 'application/octet-stream',
      description: 'What it is said to be. What it holds counts; this tells kinds of text apart, and their encodings.',
    }),
    namespace: t.string({ defaultValue: 'default', description: 'Where to keep its parts: 1 to 100 characters.' }),
  }),
});

const DeleteDocumentPayload = builder.objectRef<{ readonly id: string }>('DeleteDocumentPayload').implement({
  description: 'What was deleted.',
  fields: (t) => ({
    deletedDocumentId: t.id({
      description: 'The global id that the document had, for caches to drop it.',
      resolve: ({ id }) => encodeGlobalId('Document', id),
    }),
  }),
});

builder.queryFields((t) => ({
  document: t.field({
    type: DocumentRef,
    nullable: true,
    description: 'One of the viewer’s documents.',
    extensions: { cost: READS, ...access('READ') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    resolve: (_, { id }, { loaders }) => loaders.documentById.load(readId('Document', id)),
  }),
  documents: t.connection({
    type: DocumentRef,
    description: 'The viewer’s documents, newest first.',
    extensions: { cost: PAGE_COST, ...access('READ') },
    args: { namespace: t.arg.string({ description: 'Only of this namespace; left out: of all.' }) },
    resolve: async (_, { namespace, ...args }, { documents, viewer }) => {
      const page = await documents.list(viewer, { namespace, page: readPageRequest(args) });
      return connectionOf(
        page,
        ({ number }) => number,
        () => documents.count(viewer, { namespace }),
      );
    },
  }),
}));

builder.mutationFields((t) => ({
  ingestDocument: t.field({
    type: JobRef,
    description:
      'Read a text, Markdown, HTML, PDF, DOCX or EPUB document into memory, in the background. For what fits into a ' +
      'request; see ingestUpload for the rest.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: {
      name: t.arg.string({
        required: true,
        description: 'What to call it. The same name again in the namespace replaces it, once that is read.',
      }),
      contentBase64: t.arg.string({ required: true, description: 'The file in Base64.' }),
      mimeType: t.arg.string({
        required: true,
        description: 'What it is said to be. What it holds counts; this tells kinds of text and encodings apart.',
      }),
      namespace: t.arg.string({ defaultValue: 'default', description: 'Where to keep its parts.' }),
    },
    async resolve(_, input, { documents, viewer, rates }) {
      await rates.take(viewer, 'jobs');
      return documents.ingest(viewer, input);
    },
  }),
  ingestUpload: t.field({
    type: DocumentUpload,
    description:
      'Says where to put a file of any length that is taken, which is then read into memory in the background.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: { input: t.arg({ type: IngestUploadInput, required: true, description: 'What will be put there.' }) },
    async resolve(_, { input }, { documents, viewer, rates }) {
      await rates.take(viewer, 'jobs');
      const { mimeType, ...said } = input;
      return documents.upload(viewer, { ...said, mimeType: mimeType ?? 'application/octet-stream' });
    },
  }),
  deleteDocument: t.field({
    type: DeleteDocumentPayload,
    description: 'Forgets a document with all of its parts, and deletes its file.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    async resolve(_, { id: globalId }, { documents, viewer }) {
      const id = readId('Document', globalId);
      await documents.delete(viewer, id);
      return { id };
    },
  }),
}));
