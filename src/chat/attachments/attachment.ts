/** What a model does with an attached file: it is shown images, and reads texts. */
export type AttachmentKind = 'IMAGE' | 'TEXT';

/** What the bytes of a file say of it. */
export type InspectedFile =
  | { readonly kind: 'IMAGE'; readonly contentType: string; readonly width: number; readonly height: number }
  | { readonly kind: 'TEXT'; readonly contentType: string };

/**
 * A file that a user uploaded for messages. One that no message has goes after a day, and one whose last message is
 * deleted goes with it.
 */
export interface Attachment {
  /** Also that of the stored file. */
  readonly id: string;
  readonly ownerId: string;
  readonly kind: AttachmentKind;
  /** What the user's system calls it, without folders. */
  readonly name: string;
  /** By its content, whatever its name says. */
  readonly contentType: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  /** In pixels; null of a text. */
  readonly width: number | null;
  readonly height: number | null;
  readonly createdAt: Date;
}

/** The most bytes that the images of one message may have together; of a prompt likewise. Providers take some more. */
export const MOST_IMAGE_BYTES = 20 * 2 ** 20;
