import { z } from 'zod';
import { BadUserInputError } from '../../errors.ts';
import { attachmentName } from './attachment-name.ts';

/** A file that a message is to have: one that was uploaded, or one that comes with the message. */
export type AttachmentInput =
  | { readonly kind: 'uploaded'; readonly id: string }
  | { readonly kind: 'sent'; readonly name: string; readonly bytes: Buffer };

/** As the caller of `send` says it: either an id, or a name with the content in base64. */
export const attachmentInput = z.object({
  id: z.uuid().nullish(),
  name: z.string().nullish(),
  base64: z.string().nullish(),
});

export type RawAttachmentInput = z.infer<typeof attachmentInput>;

/** Base64 as RFC 4648 has it in 4 and 5, with or without what fills up its end; no other letter may stand in it. */
const BASE64 = /^(?:[\w+/-]{4})*(?:[\w+/-]{2}={0,2}|[\w+/-]{3}=?)?$/;

/** @throws {BadUserInputError} when it is neither, or both, or the text is no base64 */
export function readAttachmentInput({ id, name, base64 }: RawAttachmentInput): AttachmentInput {
  if (id && base64 == null && name == null) return { kind: 'uploaded', id };
  if (id || base64 == null) {
    throw new BadUserInputError('attachments take the id of an upload, or else a name and base64.');
  }
  if (!BASE64.test(base64)) throw new BadUserInputError('attachments.base64 is not base64.');
  return { kind: 'sent', name: attachmentName(name), bytes: Buffer.from(base64, 'base64') };
}
