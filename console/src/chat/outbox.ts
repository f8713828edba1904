import type { ApiError } from '../api/api-error.ts';
import type { AttachedFile } from '../attachments/attached-file.ts';
import { forgetText, keepText, keptText } from '../session/kept-texts.ts';

/** A message that the server hasn't answered for yet. */
export interface UnsentMessage {
  /** Sending it again with the same key never says it twice. */
  readonly key: string;
  readonly text: string;
  /** The files that it has. */
  readonly attachments: readonly AttachedFile[];
  /** What it follows; null: nothing, as another beginning; undefined: the conversation's newest message. */
  readonly parentId: string | null | undefined;
  /** Whether that holds for good: a key stands for one message in one place. */
  readonly isPlaced: boolean;
  readonly state: 'sending' | 'unsent';
  /** Why it wasn't sent. */
  readonly error?: ApiError;
}

const nameOf = (place: string) => `unsent.${place}`;
/** How many are kept for a conversation; the server lets no more wait. */
const MOST = 10;

/** Reads what a conversation's page left unsent when it was closed or reloaded. */
export function readUnsent(place: string): readonly UnsentMessage[] {
  const kept = keptText(nameOf(place));
  return Array.isArray(kept)
    ? kept.filter(isKept).map((each) => ({ ...each, attachments: each.attachments ?? [], state: 'unsent' as const }))
    : [];
}

/** Keeps what is unsent for as long as the tab is open. */
export function keepUnsent(place: string, unsent: readonly UnsentMessage[]): void {
  const kept = unsent.slice(0, MOST).map(({ state: _, error: __, ...each }) => each);
  if (kept.length === 0) forgetText(nameOf(place));
  else keepText(nameOf(place), kept);
}

/** One that an earlier version of the page kept has no files. */
type KeptMessage = Omit<UnsentMessage, 'state' | 'error' | 'attachments'> & Partial<Pick<UnsentMessage, 'attachments'>>;

function isKept(value: unknown): value is KeptMessage {
  return typeof value === 'object' && value !== null && 'key' in value && 'text' in value;
}
