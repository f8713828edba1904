import DataLoader from 'dataloader';
import type { Viewer } from '../accounts/viewer.ts';
import { countBatches, type LoaderOptions } from '../metrics/count-batches.ts';
import type { JobService } from './job-service.ts';

/** Jobs by what names them, each batch one query. Null for what isn't the viewer's. */
export function createJobLoaders(jobs: JobService, viewer: Viewer, options: LoaderOptions) {
  return {
    jobById: new DataLoader(
      countBatches('jobById', options, async (ids: readonly string[]) =>
        (await jobs.byIds(viewer.id, ids)).map((job) => job ?? null),
      ),
      options,
    ),
  };
}
