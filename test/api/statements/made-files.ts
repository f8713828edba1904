import { randomUUID } from 'node:crypto';
import type { Database } from '../../../src/database/database.ts';
import type { MadeMemory } from './made-rows.ts';

const STORED = { contentType: 'text/plain', bytes: 10, sha256: '0'.repeat(64) } as const;
const DOCUMENT = { namespace: 'default', state: 'READY', type: 'PDF', parts: 1, pages: 1 } as const;

/**
 * Makes of each memory the only part of a document of its own, each read by one of the jobs.
 *
 * @returns the documents' ids, in the memories' order
 */
export async function makeDocuments(
  { prisma }: Pick<Database, 'prisma'>,
  ownerId: string,
  { memories, jobs }: { readonly memories: readonly MadeMemory[]; readonly jobs: readonly { readonly id: string }[] },
): Promise<string[]> {
  const { bytes, sha256 } = STORED;
  const documents = memories.map(({ key, id: memoryId }, index) => {
    const row = { id: randomUUID(), ownerId, name: `${key}.pdf`, jobId: jobs[index % jobs.length]?.id ?? null };
    return { row: { ...row, ...DOCUMENT, claimedType: 'application/pdf', bytes, sha256 }, memoryId };
  });
  await prisma.document.createMany({ data: documents.map(({ row }) => row) });
  const parts = documents.map(({ row, memoryId }) => {
    return { memoryId, documentId: row.id, metadata: { document: row.name, page: 1, heading: 'Of tea' } };
  });
  await prisma.$executeRaw`
    UPDATE "Memory" m SET "documentId" = x."documentId", "metadata" = x."metadata"
    FROM json_to_recordset(${JSON.stringify(parts)}::json) AS x("memoryId" uuid, "documentId" uuid, "metadata" jsonb)
    WHERE m."id" = x."memoryId"`;
  return documents.map(({ row }) => row.id);
}

/** Attaches files to messages: to the first as many as are counted, and to the others one each. @returns their ids */
export async function attachFiles(
  { prisma }: Pick<Database, 'prisma'>,
  ownerId: string,
  { messages, count }: { readonly messages: readonly string[]; readonly count: number },
): Promise<string[]> {
  const attached = messages.flatMap((messageId, index) =>
    Array.from({ length: index === 0 ? count : 1 }, (_, at) => ({ id: randomUUID(), messageId, place: at + 1 })),
  );
  const file = { ...STORED, ownerId, purpose: 'ATTACHMENT', name: 'tea.txt', place: 'nowhere' } as const;
  await prisma.storedFile.createMany({ data: attached.map(({ id }) => ({ id, ...file })) });
  await prisma.attachment.createMany({ data: attached.map(({ id }) => ({ id, kind: 'TEXT' as const })) });
  await prisma.messageAttachment.createMany({
    data: attached.map(({ id: attachmentId, messageId, place }) => ({ attachmentId, messageId, place })),
  });
  return attached.map(({ id }) => id);
}
