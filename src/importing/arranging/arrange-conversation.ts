import type { FoundConversation, FoundFile, FoundMessage, ImportSource } from '../formats/found-conversation.ts';
import { type LeftOutReport, storable } from './left-out.ts';
import { mergeReplies } from './merge-replies.ts';
import { treeOf } from './message-tree.ts';

/** A message to store: checked, with a parent that comes before it. */
export interface ArrangedMessage {
  readonly sourceId: string;
  /** The one that it follows; undefined: it begins a branch. */
  readonly parentSourceId: string | undefined;
  readonly role: 'USER' | 'ASSISTANT';
  readonly content: string;
  readonly reasoning: string | undefined;
  /** As provider/name. Of other sources it isn't taken over: a reply is written again by the model that it names. */
  readonly model: string | undefined;
  readonly createdAt: Date;
  /** What it has attached, as the archive names it. */
  readonly files: readonly FoundFile[];
}

/** A conversation to store. */
export interface ArrangedConversation {
  readonly source: ImportSource;
  readonly sourceId: string;
  readonly title: string;
  readonly archived: boolean;
  readonly systemPrompt: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Each after the one that it follows, oldest first, and the one that was looked at last at the end. */
  readonly messages: readonly ArrangedMessage[];
}

/** The most messages that a conversation may have. */
export const MOST_MESSAGES = 20_000;
/** What is longer is cut, and of ids refused; in characters. */
const LONGEST_MESSAGE = 1_000_000;
const LONGEST_ID = 200;
const LONGEST_TITLE = 200;
const LONGEST_MADE_TITLE = 60;
const LONGEST_SYSTEM_PROMPT = 32_000;
const LONGEST_MODEL = 100;
/** Before it there were no assistants to talk to. */
const EARLIEST = Date.UTC(2000, 0);
const DAY_MS = 86_400_000;

/**
 * Makes of a conversation as an archive has it one that can be stored: a tree of what users and models said. What stood
 * between, such as messages of tools, is left out without a word; what can't be taken over is reported.
 *
 * @returns undefined when nothing of it can be
 */
export function arrangeConversation(
  found: FoundConversation,
  report: LeftOutReport,
  now: Date = new Date(),
): ArrangedConversation | undefined {
  const where = found.title || found.id;
  if (found.messages.length > MOST_MESSAGES || found.id.length > LONGEST_ID) {
    report.add('TOO_LARGE', where);
    return undefined;
  }
  const read = createReading(where, report, now);
  const createdAt = read.instant(found.createdAt);
  const updatedAt = read.instant(found.updatedAt);
  const tree = treeOf(found.messages.map(withPlaceholder), where, report);
  if (tree.length === 0) {
    report.add('EMPTY', where);
    return undefined;
  }
  for (const { attachments = 0 } of found.messages) report.add('ATTACHMENT', where, attachments);
  const times = new Map<string, Date>();
  const messages = mergeReplies(tree, LONGEST_MESSAGE).map(({ message, parentId, text, reasoning, model }) => {
    const before = parentId === undefined ? undefined : times.get(parentId);
    const own = read.instant(message.createdAt) ?? before ?? createdAt ?? now;
    times.set(message.id, own);
    return {
      sourceId: message.id,
      parentSourceId: parentId,
      role: message.role,
      content: read.text(text, LONGEST_MESSAGE),
      reasoning: message.role === 'ASSISTANT' && reasoning ? read.text(reasoning, LONGEST_MESSAGE) : undefined,
      model:
        message.role === 'ASSISTANT' && model && found.source === 'LEX' ? model.slice(0, LONGEST_MODEL) : undefined,
      createdAt: own,
      files: message.role === 'USER' ? (message.files ?? []) : [],
    };
  });
  const ordered = inOrder(messages, found.currentId);
  const oldest = ordered[0]?.createdAt ?? now;
  return {
    source: found.source,
    sourceId: storable(found.id),
    title: titleOf(found.title, ordered),
    archived: found.archived,
    systemPrompt: found.systemPrompt ? read.text(found.systemPrompt, LONGEST_SYSTEM_PROMPT) : undefined,
    createdAt: createdAt ?? oldest,
    updatedAt: updatedAt ?? createdAt ?? oldest,
    messages: ordered,
  };
}

/** A message that was only a picture or a file keeps its place. */
function withPlaceholder(message: FoundMessage): FoundMessage {
  return message.role && message.attachments && message.text.trim() === ''
    ? { ...message, text: '[attachment]' }
    : message;
}

function createReading(where: string, report: LeftOutReport, now: Date) {
  return {
    text(text: string, longest: number): string {
      const whole = storable(text);
      if (whole !== text) report.add('CHARACTERS', where);
      if (whole.length <= longest) return whole;
      report.add('TOO_LONG', where);
      // The cut may go through a surrogate pair.
      return storable(whole.slice(0, longest));
    },
    instant(date: Date | undefined): Date | undefined {
      if (!date) return undefined;
      if (date.getTime() >= EARLIEST && date.getTime() <= now.getTime() + DAY_MS) return date;
      report.add('DATE', where);
      return undefined;
    },
  };
}

/** The title that the archive has, or else the beginning of what was said first. */
function titleOf(title: string, messages: readonly ArrangedMessage[]): string {
  const given = oneLine(title, LONGEST_TITLE);
  return given || oneLine(messages[0]?.content ?? '', LONGEST_MADE_TITLE);
}

function oneLine(text: string, longest: number): string {
  // A title of many lines is cut before they are joined: it may be a whole document.
  return storable(text.slice(0, 2 * longest))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed();
}

/**
 * Messages are numbered in the order in which they are stored, and the newest is the one that is shown first. So that
 * they come oldest first, but none before the one that it follows, each counts as no older than that one.
 */
function inOrder(messages: readonly ArrangedMessage[], currentId: string | undefined): ArrangedMessage[] {
  const times = new Map<string, number>();
  for (const { sourceId, parentSourceId, createdAt } of messages) {
    const before = parentSourceId === undefined ? 0 : (times.get(parentSourceId) ?? 0);
    times.set(sourceId, Math.max(before, createdAt.getTime()));
  }
  const timeOf = ({ sourceId }: ArrangedMessage) => times.get(sourceId) ?? 0;
  // Sorting keeps the order of those of the same time, in which each comes after the one that it follows.
  const sorted = [...messages].sort((one, other) => timeOf(one) - timeOf(other));
  const current = sorted.find(({ sourceId }) => sourceId === currentId);
  if (!current || sorted.some(({ parentSourceId }) => parentSourceId === currentId)) return sorted;
  return [...sorted.filter((each) => each !== current), current];
}
