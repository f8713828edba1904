import { inject } from 'vitest';
import { temporaryDirectory } from '../temporary-directory.ts';
import { copyTemplate } from './cluster-template.ts';

/**
 * A data directory as the first start of an embedded server leaves it, so that none has to make a database cluster,
 * which takes seconds of processor time. It is gone when the test has finished; in `beforeAll` pass `atEnd` of
 * at-end.ts.
 */
export async function dataDirectory(...atEnd: Parameters<typeof temporaryDirectory>): Promise<string> {
  const path = await temporaryDirectory(...atEnd);
  await copyTemplate(inject('clusterTemplate'), path);
  return path;
}
