import { encodeGlobalId } from '../../global-id.ts';
import type { Attachment } from './attachment.ts';

/** What whoever uploaded a file is told of it. */
export interface Uploaded extends Pick<Attachment, 'name' | 'contentType' | 'bytes' | 'width' | 'height'> {
  /** The global id, which `chat` takes. */
  readonly id: string;
  /** Where it can be read for a while. */
  readonly url: string;
}

/** An upload as `POST /attachments` answers it. */
export function uploadedOf({ id, name, contentType, bytes, width, height }: Attachment, url: string): Uploaded {
  return { id: encodeGlobalId('Attachment', id), name, contentType, bytes, width, height, url };
}
