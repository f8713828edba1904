import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WorkerProgram } from '../../../src/documents/parsing/worker-program.ts';
import { packageRoot } from '../lex/cluster-template.ts';

/**
 * What vitest.config.ts has tests read documents with: the build's file, which is made before they run. From the
 * sources, each document takes a second for what makes JavaScript of them.
 */
export const WORKER_PROGRAM: WorkerProgram = {
  program: pathToFileURL(join(packageRoot, 'dist', 'parse-worker.js')),
  isText: false,
};
