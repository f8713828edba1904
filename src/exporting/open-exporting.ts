import type { Database } from '../database/database.ts';
import type { FileService } from '../files/file-service.ts';
import type { HandlersOf } from '../jobs/job-kind.ts';
import { createExportHandler } from './export-handler.ts';
import { createExportStore } from './export-store.ts';

/** The handler of exports. */
export function openExportJobs(deps: {
  readonly database: Database;
  readonly files: FileService;
}): HandlersOf<'EXPORT_DATA'> {
  return { EXPORT_DATA: createExportHandler({ ...deps, store: createExportStore(deps.database) }) };
}
