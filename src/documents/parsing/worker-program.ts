/** What a thread that reads one file runs. */
export interface WorkerProgram {
  /** A file, or the program itself. */
  readonly program: URL | string;
  readonly isText: boolean;
}

const SOURCE = new URL('./parse-worker.ts', import.meta.url).href;

/** From the sources, the thread needs what makes JavaScript of them. */
const FROM_SOURCES = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(SOURCE)});
});`;

export const WORKER_PROGRAM: WorkerProgram = import.meta.url.endsWith('.ts')
  ? { program: FROM_SOURCES, isText: true }
  : { program: new URL('./parse-worker.js', import.meta.url), isText: false };
