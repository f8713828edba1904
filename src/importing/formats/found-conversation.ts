/** Where an archive comes from. */
export type ImportSource = 'CHATGPT' | 'CLAUDE' | 'OPEN_WEBUI' | 'LIBRECHAT' | 'LEX';

/** What an archive says somebody wrote. Texts are as they stand there; nothing of it has been checked. */
export interface FoundMessage {
  /** What the source calls it, unique in its conversation. */
  readonly id: string;
  /** What the source says that it follows; undefined: nothing. */
  readonly parentId: string | undefined;
  /** Undefined: a message that stands only for its place in the tree, such as one of a tool. */
  readonly role: 'USER' | 'ASSISTANT' | undefined;
  readonly text: string;
  readonly reasoning?: string | undefined;
  /** What wrote it, in the source's words. */
  readonly model?: string | undefined;
  readonly createdAt?: Date | undefined;
  /** What it has besides words, that isn't taken over: how many pictures and files. */
  readonly attachments?: number | undefined;
  /** Files that it has, which the archive holds: those are taken over. */
  readonly files?: readonly FoundFile[] | undefined;
}

/** A file of a message. */
export interface FoundFile {
  /** By which the archive has it. */
  readonly id: string;
  readonly name: string;
}

/** A conversation as an archive has it. */
export interface FoundConversation {
  readonly source: ImportSource;
  readonly id: string;
  readonly title: string;
  readonly archived: boolean;
  readonly systemPrompt?: string | undefined;
  readonly createdAt?: Date | undefined;
  readonly updatedAt?: Date | undefined;
  /** The message that was looked at last, or undefined. */
  readonly currentId: string | undefined;
  /** In no order that can be relied on. */
  readonly messages: readonly FoundMessage[];
}

/** Seconds, milliseconds or ISO 8601, as sources write instants; undefined for anything else. */
export function readInstant(value: unknown): Date | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  // Seconds of the year 2286 are milliseconds of 1970, and neither is the time of a conversation.
  const date = new Date(typeof value === 'number' && value < 1e10 ? value * 1_000 : value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The texts of an array, whatever else is in it. */
export function textsIn(values: readonly unknown[]): string[] {
  return values.filter((each) => typeof each === 'string');
}
