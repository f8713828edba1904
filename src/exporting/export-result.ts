import { z } from 'zod';
import type { FileService } from '../files/file-service.ts';

/** What is stored as the result of the job. Nobody gets in with it: the address is made when its owner asks for it. */
export const exportResult = z.object({
  fileId: z.uuid(),
  name: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  conversations: z.number(),
  messages: z.number(),
  memories: z.number(),
  expiresAt: z.string(),
});
export type ExportResult = z.infer<typeof exportResult>;

/** For so long an address holds; whoever asks again gets another one, in seconds. */
const ADDRESS_SECONDS = 3_600;

/**
 * The result as its owner sees it: with the address of the archive, from the server's root, or null once its day is
 * over. An archive that was fetched whole isn't at its address any more.
 */
export function showExport(stored: unknown, files: Pick<FileService, 'urlOf'>): unknown {
  const read = exportResult.safeParse(stored);
  if (!read.success) return stored;
  const { fileId: id, ...result } = read.data;
  const leftMs = new Date(result.expiresAt).getTime() - Date.now();
  const seconds = Math.min(ADDRESS_SECONDS, Math.floor(leftMs / 1_000));
  return { ...result, url: seconds > 0 ? files.urlOf({ id }, { seconds }) : null };
}
