import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { WRITES } from '../graphql/cost-rule.ts';
import type { ArchiveUpload } from './import-service.ts';

const ArchiveUploadRef = builder.objectRef<ArchiveUpload>('ArchiveUpload').implement({
  description: 'Where an archive may be put.',
  fields: (t) => ({
    url: t.string({
      description:
        'PUT the bytes of the archive to it, from the server’s root: its signature lets in whoever has it. The ' +
        'answer is JSON with `jobId`. The same again makes nothing more, so that it may be repeated.',
      resolve: ({ path }) => path,
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the upload may begin.' }),
    maxBytes: t.exposeInt('maxBytes', { description: 'The most bytes that are taken.' }),
  }),
});

const ImportConversationsInput = builder.inputType('ImportConversationsInput', {
  description: 'An archive that is to be put somewhere to be imported.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What the file is called: 1 to 255 characters.' }),
    bytes: t.int({ required: true, description: 'How long it is, up to 1 GiB; no more is taken.' }),
  }),
});

builder.mutationField('importConversations', (t) =>
  t.field({
    type: ArchiveUploadRef,
    description:
      'Says where to put an archive of ChatGPT, Claude, Open WebUI, LibreChat or Lex (ZIP or JSON), whose ' +
      'conversations are then taken over in the background. What was imported before is not imported again; a ' +
      'conversation that has grown gets what it lacks. The job’s result is `{ sources, conversations: { added, ' +
      'extended, unchanged }, messages: { added }, memories: { added, unchanged }, leftOutCounts, leftOut: [{ ' +
      'reason, where, count }], leftOutMore }`. An archive that is broken, cut off or of no known source is refused ' +
      'as a whole.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: {
      input: t.arg({ type: ImportConversationsInput, required: true, description: 'What will be put there.' }),
    },
    async resolve(_, { input }, { imports, viewer, rates }) {
      await rates.take(viewer, 'jobs');
      return imports.upload(viewer.id, input);
    },
  }),
);
