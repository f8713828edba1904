import { Readable } from 'node:stream';
import type { SnapshotRows } from '../../database/client/snapshot.ts';
import type { ExportedPart } from '../export-store.ts';
import type { ArchiveEntry } from './archive-entry.ts';
import { conversationMarkdown } from './conversation-markdown.ts';
import { conversationsWith } from './exported-rows.ts';
import { README } from './readme-text.ts';
import { gathered, rowsAsArray } from './rows-as-json.ts';

/** Reads what is in an archive besides rows: see exported-files.ts. */
export type FileEntries = () => AsyncGenerator<ArchiveEntry>;

/** Told of each conversation that has been written down; there are two of each. */
export type OnConversation = () => Promise<void>;

/**
 * The files of an archive: everything as JSON, what people read as Markdown besides, and files as they are.
 *
 * They must be read one after the other, since their rows are.
 */
export async function* archiveEntries(
  rows: SnapshotRows<ExportedPart>,
  files: FileEntries,
  onConversation: OnConversation,
): AsyncGenerator<ArchiveEntry> {
  yield { name: 'README.md', content: Readable.from([README]) };
  yield { name: 'profile.json', content: lines(rows('profile')) };
  yield { name: 'api-keys.json', content: rowsAsArray(rows('apiKeys')) };
  yield { name: 'conversations.json', content: gathered(conversationsJson(rows, onConversation)) };
  yield* conversationFiles(rows, onConversation);
  yield { name: 'memories.json', content: rowsAsArray(rows('memories')) };
  yield { name: 'summaries.json', content: rowsAsArray(rows('summaries')) };
  yield { name: 'documents.json', content: rowsAsArray(rows('documents')) };
  yield { name: 'jobs.json', content: rowsAsArray(rows('jobs')) };
  yield { name: 'usage.json', content: rowsAsArray(rows('usage')) };
  yield { name: 'imported.json', content: rowsAsArray(rows('imported')) };
  yield* files();
}

/** An array of conversations, each with its messages. */
async function* conversationsJson(
  rows: SnapshotRows<ExportedPart>,
  onConversation: OnConversation,
): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const { json, messages } of conversationsWith(rows('conversations'), rows('messages'))) {
    // The row is an object with members, which ends with a brace.
    yield `${separator}${json.slice(0, -1)}, "messages": [`;
    separator = ',\n';
    let comma = '\n';
    for await (const message of messages) {
      yield comma + message.json;
      comma = ',\n';
    }
    yield ']}';
    await onConversation();
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

async function* conversationFiles(
  rows: SnapshotRows<ExportedPart>,
  onConversation: OnConversation,
): AsyncGenerator<ArchiveEntry> {
  let number = 0;
  for await (const each of conversationsWith(rows('conversationsToRead'), rows('messagesToRead'))) {
    if (++number > MOST_READABLE) return;
    const name = `conversations/${String(number).padStart(5, '0')}${wordsOf(each.row.title)}.md`;
    yield { name, content: gathered(conversationMarkdown(each)) };
    await onConversation();
  }
}

/** So many conversations, the oldest, are there to be read: what packing a file takes grows with their number. */
const MOST_READABLE = 20_000;
const LONGEST_NAME = 60;

/** What of a title can stand in a name on every system: letters and digits, with dashes between words. */
function wordsOf(title: string): string {
  const words = title.slice(0, 2 * LONGEST_NAME).match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = words.join('-').slice(0, LONGEST_NAME).toWellFormed().replaceAll('\uFFFD', '');
  return name === '' ? '' : `-${name}`;
}

async function* lines(rows: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const row of rows) yield `${row}\n`;
}
