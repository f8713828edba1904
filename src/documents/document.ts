import { z } from 'zod';
import type { DocumentState, DocumentType } from '../generated/prisma/enums.ts';
import type { Memory } from '../memory/memory.ts';

export type { DocumentState, DocumentType };

/**
 * A file that was read into memory. Its parts are memories with its id, which are recalled while it is READY. It is
 * READING until it is, FAILED when it couldn't be read, and LEAVING, which nobody is shown, until its parts have gone.
 */
export interface Document {
  readonly id: string;
  /** The order in which documents were sent. */
  readonly number: bigint;
  readonly ownerId: string;
  readonly namespace: string;
  /** What its sender called it; of a name in a namespace one document is READY at a time. */
  readonly name: string;
  readonly state: DocumentState;
  /** What it was found to be, once it was read. */
  readonly type: DocumentType | null;
  /** The content type that its sender claimed. */
  readonly claimedType: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Null where it has none. */
  readonly pages: number | null;
  /** How many memories it is. */
  readonly parts: number;
  readonly fileId: string | null;
  /** The job that reads it. */
  readonly jobId: string | null;
  readonly createdAt: Date;
}

/** Where a part stands in its document. */
export interface Place {
  /** What the document is called. */
  readonly document: string;
  /** Counted from 1. */
  readonly page?: number | undefined;
  /** The headings above it, from the highest on. */
  readonly heading?: string | undefined;
}

const place = z.object({ document: z.string(), page: z.int().optional(), heading: z.string().optional() });

/** The place of a memory that is a part of a document, which its metadata has; undefined for all others. */
export function placeOf({ documentId, metadata }: Pick<Memory, 'documentId' | 'metadata'>): Place | undefined {
  if (documentId === undefined) return undefined;
  return place.safeParse(metadata).data;
}
