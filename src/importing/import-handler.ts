import type { Job } from '../jobs/job.ts';
import type { AttemptContext, JobHandler } from '../jobs/job-kind.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import { arrangeConversation } from './arranging/arrange-conversation.ts';
import { type LeftOut, LeftOutReport } from './arranging/left-out.ts';
import type { ImportSource } from './formats/found-conversation.ts';
import { isMemory } from './formats/lex.ts';
import { readConversation } from './formats/read-conversation.ts';
import { createMemoryImport } from './import-memories.ts';
import { type ImportInput, importTask } from './import-task.ts';
import { type ArchiveText, type ReadArchive, readArchive } from './reading/archive.ts';
import { ImportRefusedError } from './reading/import-refused.ts';
import { valuesOf } from './reading/read-values.ts';
import type { Upload } from './reading/upload-reader.ts';
import type { StoreConversation } from './store-conversation.ts';

/** The result of the job, which its owner sees. */
interface ImportResult {
  readonly sources: readonly ImportSource[];
  readonly conversations: { readonly added: number; readonly extended: number; readonly unchanged: number };
  readonly messages: { readonly added: number };
  readonly memories: { readonly added: number; readonly unchanged: number };
  /** How much is not as it was in the archive, for each reason. */
  readonly leftOutCounts: Readonly<Record<string, number>>;
  /** The same with where it was: the first 200. */
  readonly leftOut: readonly LeftOut[];
  /** How much stands in none of these. */
  readonly leftOutMore: number;
}

interface Deps {
  /** @throws {ImportRefusedError} when it isn't there (any more) */
  readonly open: (ownerId: string, fileId: string) => Promise<Upload>;
  /** Deletes an upload that has been taken over. */
  readonly discard: (fileId: string) => Promise<void>;
  readonly storeConversation: StoreConversation;
  readonly memory: Pick<MemoryService, 'byNames' | 'rememberMany'>;
}

/** How much of the progress is looking the archive through, before anything is stored. */
const LOOKING_PERCENT = 30;

/**
 * Takes over an archive. It is looked through to its end first, and refused as a whole when it can't be read or holds
 * nothing known; then its conversations are stored one by one. An attempt that follows another finds what that one has
 * stored, and passes over it.
 */
export function createImportHandler(deps: Deps): JobHandler<ImportInput, 'IMPORT_CONVERSATIONS'> {
  return {
    task: importTask,
    start: (job) => ({ run: ({ fileId }, context) => importArchive(deps, job, fileId, context) }),
  };
}

async function importArchive(deps: Deps, job: Job, fileId: string, context: AttemptContext): Promise<ImportResult> {
  await context.progress(0, 'Looking the archive through');
  const archive = await readArchive(await deps.open(job.ownerId, fileId));
  const total = await lookThrough(archive.texts, context);
  const result = await takeOver(deps, job.ownerId, { archive, total }, context);
  await deps.discard(fileId);
  return result;
}

/**
 * Reads all of the archive without storing anything.
 *
 * @returns how many conversations are in it
 */
async function lookThrough(texts: readonly ArchiveText[], { signal, progress }: AttemptContext): Promise<number> {
  let conversations = 0;
  let memories = 0;
  let others = 0;
  const onProgress = (part: number) => progress(part * LOOKING_PERCENT, 'Looking the archive through');
  for await (const { value } of valuesOf(texts, { signal, onProgress })) {
    if (readConversation(value).kind === 'conversation') conversations++;
    else if (isMemory(value)) memories++;
    else others++;
  }
  if (conversations + memories === 0) {
    throw new ImportRefusedError(
      others === 0
        ? 'there are no conversations in the archive.'
        : 'it is no export of ChatGPT, Claude, Open WebUI, LibreChat or Lex.',
    );
  }
  return conversations;
}

async function takeOver(
  { storeConversation, memory }: Deps,
  ownerId: string,
  { archive, total }: { readonly archive: ReadArchive; readonly total: number },
  { signal, progress }: AttemptContext,
): Promise<ImportResult> {
  const report = new LeftOutReport();
  const memories = createMemoryImport({ owner: { id: ownerId }, memory, report });
  const sources = new Set<ImportSource>();
  const conversations = { added: 0, extended: 0, unchanged: 0 };
  const messages = { added: 0 };
  let read = 0;
  const onProgress = (part: number) =>
    progress(LOOKING_PERCENT + part * (99 - LOOKING_PERCENT), `${read} of ${total} conversations are taken over`);
  for await (const { value, where } of valuesOf(archive.texts, { signal, onProgress })) {
    if (isMemory(value)) {
      await memories.take(value, where);
      continue;
    }
    const found = readConversation(value);
    if (found.kind === 'unreadable') {
      report.add(value === undefined ? 'TOO_LARGE' : 'UNREADABLE', where);
      continue;
    }
    read++;
    report.begin();
    sources.add(found.conversation.source);
    const arranged = arrangeConversation(found.conversation, report);
    const stored = arranged && (await storeConversation(ownerId, arranged, { archive, signal }));
    if (stored?.kind === 'noRoom') report.add('NO_ROOM', found.conversation.title);
    else if (stored) {
      conversations[stored.kind]++;
      messages.added += stored.messages;
      report.add('ATTACHMENT', found.conversation.title, stored.filesLeftOut);
      report.belongsTo(stored.conversationId);
    }
  }
  await memories.end();
  const { counts: leftOutCounts, leftOut, more: leftOutMore } = report.end();
  const counted = { conversations, messages, memories: memories.counts };
  return { sources: [...sources], ...counted, leftOutCounts, leftOut, leftOutMore };
}
