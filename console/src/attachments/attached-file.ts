/** A file of a message, or one that was uploaded for a message. */
export interface AttachedFile {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  /** In pixels; null of a text. */
  readonly width: number | null;
  readonly height: number | null;
  /** Where it can be read for an hour. */
  readonly url: string;
}

/** What the server takes, for the window in which files are chosen. It looks at what is in them itself. */
export const CHOSEN_TYPES =
  'image/png,image/jpeg,image/gif,image/webp,text/*,application/json,.md,.csv,.log,.yaml,.yml,.toml';

export function isImage({ contentType }: Pick<AttachedFile, 'contentType'>): boolean {
  return contentType.startsWith('image/');
}
