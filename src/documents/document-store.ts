import type { Database } from '../database/database.ts';
import { inOrder } from '../database/in-order.ts';
import { type Count, countUpTo, type Page, type PageRequest, pageOf, pageQuery } from '../database/page.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Job } from '../jobs/job.ts';
import { insertJob, type Statement } from '../jobs/job-store.ts';
import type { Document, DocumentType } from './document.ts';
import { ingestDocumentTask } from './ingest-document-task.ts';

/** A document that has arrived. */
export type NewDocument = Pick<
  Document,
  'id' | 'ownerId' | 'namespace' | 'name' | 'claimedType' | 'bytes' | 'sha256'
> & { readonly fileId: string };

/** Which documents of an owner are meant; left out: those of all namespaces. */
export interface DocumentFilter {
  readonly namespace?: string | null | undefined;
}

/** What reading has found. */
export interface ReadDocument {
  readonly type: DocumentType;
  readonly pages: number | undefined;
  readonly parts: number;
}

/** The rows of documents. What is LEAVING is shown by none of the reads, nor is somebody else's. */
export interface DocumentStore {
  /**
   * Stores a document with the job that reads it, and lets its file stay.
   *
   * @returns the job; undefined when a document of this id is there already
   */
  insert(document: NewDocument): Promise<Job | undefined>;
  /** In the order of the ids. */
  byIds(ownerId: string, ids: readonly string[]): Promise<(Document | undefined)[]>;
  /** Newest first. */
  list(ownerId: string, filter: DocumentFilter, page: PageRequest): Promise<Page<Document>>;
  count(ownerId: string, filter: DocumentFilter): Promise<Count>;
  /**
   * The ready document that makes another one unnecessary: it has the same content, and the same name, unless there is
   * none of that name.
   */
  sameAs(document: Document): Promise<Document | undefined>;
  /**
   * Makes a document ready that was read, and lets those go that had its name: at once, for whoever recalls. One that
   * was sent before a ready one of its name goes itself.
   *
   * @returns false when it is no longer being read, or hasn't as many parts as it was found to have
   */
  publish(document: Document, read: ReadDocument): Promise<boolean>;
  /** Lets a document go: from now on it isn't there. @returns what it was; undefined when there was none */
  letGo(ownerId: string, id: string): Promise<Document | undefined>;
  /** Documents that have parts, or are there, and shouldn't, oldest first; of one owner or of all. */
  toClear(limit: number, ownerId?: string): Promise<Document[]>;
  /** Deletes a document that was let go and has no parts (any more). */
  remove(id: string): Promise<void>;
}

/** The job of a document has failed or was cancelled. */
export const FAIL_DOCUMENT: Statement = Prisma.sql`
  UPDATE "Document" SET "state" = 'FAILED' FROM changed
  WHERE "Document"."jobId" = changed."id" AND "Document"."state" = 'READING'`;

/** The job of a document is to be tried again. */
export const REOPEN_DOCUMENT: Statement = Prisma.sql`
  UPDATE "Document" SET "state" = 'READING' FROM changed
  WHERE "Document"."jobId" = changed."id" AND "Document"."state" = 'FAILED'`;

const SHOWN = { state: { not: 'LEAVING' } } as const;

export function createDocumentStore({ prisma }: Pick<Database, 'prisma'>): DocumentStore {
  return {
    async insert(document) {
      const [job] = await prisma.$queryRaw<Job[]>(insertion(document));
      return job;
    },
    async byIds(ownerId, ids) {
      const rows = await prisma.document.findMany({ where: { id: { in: [...ids] }, ownerId, ...SHOWN } });
      return inOrder(ids, rows, ({ id }) => id);
    },
    async list(ownerId, filter, page) {
      const { where, direction, take } = pageQuery(page, 'descending');
      const rows = await prisma.document.findMany({
        where: { ...whereOf(ownerId, filter), number: where },
        orderBy: { number: direction },
        take,
      });
      return pageOf(rows, page);
    },
    count: (ownerId, filter) => countUpTo((take) => prisma.document.count({ where: whereOf(ownerId, filter), take })),
    async sameAs({ id, ownerId, namespace, name, sha256 }) {
      const ready = await prisma.document.findMany({
        where: { ownerId, namespace, state: 'READY', id: { not: id }, OR: [{ name }, { sha256 }] },
        orderBy: { number: 'asc' },
        take: 100,
      });
      const named = ready.find((each) => each.name === name);
      return named ? [named].find((each) => each.sha256 === sha256) : ready[0];
    },
    async publish(document, read) {
      const { ownerId, namespace, name } = document;
      const lock = JSON.stringify([ownerId, namespace, name]);
      // Two that are read at the same time wait for each other here. A statement sees what was there when it began, so
      // that the lock is taken by one before.
      const [, , published] = await prisma.$transaction([
        prisma.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`,
        prisma.$executeRaw(replacement(document, read)),
        prisma.$executeRaw(publication(document, read)),
      ]);
      return published > 0;
    },
    async letGo(ownerId, id) {
      const [row] = await prisma.document.updateManyAndReturn({
        where: { id, ownerId, ...SHOWN },
        data: { state: 'LEAVING' },
      });
      return row;
    },
    toClear: (limit, ownerId) =>
      prisma.document.findMany({
        where: {
          ...(ownerId === undefined ? {} : { ownerId }),
          OR: [{ state: 'LEAVING' }, { state: 'FAILED', memories: { some: {} } }],
        },
        orderBy: { number: 'asc' },
        take: limit,
      }),
    async remove(id) {
      await prisma.$executeRaw`
        WITH gone AS (
          DELETE FROM "Document" d WHERE d."id" = ${id}::uuid AND d."state" = 'LEAVING'
            AND NOT EXISTS (SELECT FROM "Memory" m WHERE m."documentId" = d."id")
          RETURNING "fileId"
        )
        DELETE FROM "StoredFile" f USING gone WHERE f."id" = gone."fileId"`;
    },
  };
}

function insertion({ id, ownerId, namespace, name, claimedType, bytes, sha256, fileId }: NewDocument): Prisma.Sql {
  const job = { ownerId, task: ingestDocumentTask, input: { documentId: id }, idempotencyKey: `ingest:${id}` };
  return Prisma.sql`
    WITH job AS (${insertJob(job)}),
    stored AS (
      INSERT INTO "Document"
        ("id", "ownerId", "namespace", "name", "claimedType", "bytes", "sha256", "fileId", "jobId")
      SELECT ${id}::uuid, ${ownerId}::uuid, ${namespace}, ${name}, ${claimedType}, ${bytes}::int, ${sha256},
        ${fileId}::uuid, job."id" FROM job
    ),
    kept AS (UPDATE "StoredFile" f SET "expiresAt" = NULL FROM job WHERE f."id" = ${fileId}::uuid)
    SELECT job.* FROM job`;
}

/** Whether a document can be made ready: it is being read, and all of its parts are there. */
function isWhole({ id }: Document, { parts }: ReadDocument): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM "Document" r WHERE r."id" = ${id}::uuid AND r."state" = 'READING')
    AND (SELECT count(*) FROM "Memory" m WHERE m."documentId" = ${id}::uuid) = ${parts}::int`;
}

function replacement(document: Document, read: ReadDocument): Prisma.Sql {
  const { ownerId, namespace, name, number } = document;
  return Prisma.sql`
    UPDATE "Document" SET "state" = 'LEAVING'
    WHERE "ownerId" = ${ownerId}::uuid AND "namespace" = ${namespace} AND "name" = ${name}
      AND "state" IN ('READY', 'FAILED') AND "number" < ${number} AND ${isWhole(document, read)}`;
}

function publication(document: Document, read: ReadDocument): Prisma.Sql {
  const { id, ownerId, namespace, name } = document;
  return Prisma.sql`
    UPDATE "Document" SET "type" = ${read.type}::"DocumentType", "pages" = ${read.pages ?? null}::int,
      "parts" = ${read.parts}::int,
      "state" = CASE WHEN EXISTS (
        SELECT FROM "Document" n WHERE n."ownerId" = ${ownerId}::uuid AND n."namespace" = ${namespace}
          AND n."name" = ${name} AND n."state" = 'READY'
      ) THEN 'LEAVING' ELSE 'READY' END::"DocumentState"
    WHERE "id" = ${id}::uuid AND ${isWhole(document, read)}`;
}

function whereOf(ownerId: string, { namespace }: DocumentFilter): Prisma.DocumentWhereInput {
  return { ownerId, ...SHOWN, ...(namespace == null ? {} : { namespace }) };
}
