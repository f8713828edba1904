import { builder } from '../../graphql/builder.ts';
import { CostRule, ROW } from '../../graphql/cost-rule.ts';
import type { Message } from '../messages/message.ts';
import { MessageRef } from '../messages/message-ref.ts';
import type { Attachment } from './attachment.ts';

const AttachmentRef = builder.objectRef<Attachment>('Attachment');

builder.node(AttachmentRef, {
  description:
    'A file that the viewer attaches to messages: an image, or a text. Uploaded by `POST /attachments`, it waits a day ' +
    'for its message; it goes when the last of its messages is deleted.',
  id: { resolve: ({ id }) => id, description: 'Its global id: what `chat` takes as that of an upload.' },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'sha256' in value && 'height' in value,
  loadOne: (id, { loaders }) => loaders.attachmentById.load(id),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What the user’s system calls it, without folders.' }),
    contentType: t.exposeString('contentType', { description: 'Its type, by its content: `image/png`, for example.' }),
    bytes: t.exposeInt('bytes', { description: 'How long it is.' }),
    width: t.exposeInt('width', { nullable: true, description: 'Of an image, in pixels; null of a text.' }),
    height: t.exposeInt('height', { nullable: true, description: 'Of an image, in pixels; null of a text.' }),
    url: t.string({
      description:
        'Where it can be read by GET, with Range, for an hour: the address is signed, so that it needs no credential. ' +
        'Deletion revokes it.',
      resolve: (attachment, _, { attachments }) => attachments.urlOf(attachment),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was uploaded.' }),
  }),
});

/** About as many as a message may have. */
const ATTACHED_COST = new CostRule({ own: ROW, size: 8 });

builder.objectField(MessageRef, 'attachments', (t) =>
  t.field({
    type: [AttachmentRef],
    description: 'The files that the user attached to it, in their order.',
    extensions: { cost: ATTACHED_COST },
    resolve: (message, _, { loaders }) => attachmentsOf(message, loaders),
  }),
);

/** Nearly all messages have none, and nothing is read for them. */
function attachmentsOf(
  { id, attachmentCount }: Message,
  { attachmentsByMessage }: { attachmentsByMessage: { load(id: string): Promise<Attachment[]> } },
): Promise<Attachment[]> | Attachment[] {
  return attachmentCount > 0 ? attachmentsByMessage.load(id) : [];
}
