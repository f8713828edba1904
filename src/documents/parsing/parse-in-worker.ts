import { Worker } from 'node:worker_threads';
import { BadUserInputError, UnavailableError } from '../../errors.ts';
import type { Claim } from './detect-type.ts';
import { type WorkerAnswer, type WorkerInput, workerAnswer } from './worker-messages.ts';
import { WORKER_PROGRAM } from './worker-program.ts';

/** What one file may take. */
export interface ParsingLimits {
  /** How long its thread may work, in milliseconds, without the time in which what it gave is stored. */
  readonly timeMs: number;
  /** How large the heap of its thread may be. */
  readonly heapBytes: number;
  /** The most characters of text. */
  readonly maxCharacters: number;
}

type Piece = Exclude<WorkerAnswer, { kind: 'problem' }>;

const MIB = 2 ** 20;
/** How often it is looked how much memory the process has taken, in milliseconds. */
const LOOK_MS = 250;

/**
 * Reads a file in a thread of its own, piece by piece: the thread goes on when the next piece is asked for. The thread
 * is gone when the iteration ends, however it does.
 *
 * @param bytes are the thread's afterwards, and can't be read here any more
 * @throws {BadUserInputError} when the file can't be read, or takes more than it may
 */
export async function* parseInWorker(
  bytes: Uint8Array<ArrayBuffer>,
  { claim, limits, signal }: { readonly claim: Claim; readonly limits: ParsingLimits; readonly signal: AbortSignal },
): AsyncGenerator<Piece> {
  signal.throwIfAborted();
  const { maxCharacters, heapBytes } = limits;
  const workerData: WorkerInput = { bytes, claim, limits: { maxCharacters, maxBufferBytes: heapBytes / 2 } };
  const worker = new Worker(WORKER_PROGRAM.program, {
    workerData,
    transferList: [bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: heapBytes / MIB, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
    env: {},
    // Readers print warnings about files, which may hold their words.
    stdout: true,
    stderr: true,
    execArgv: [],
    eval: WORKER_PROGRAM.isText,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  const answers = new Answers(worker, { heapBytes, signal });
  let leftMs = limits.timeMs;
  try {
    for (;;) {
      const asked = performance.now();
      const answer = await answers.next(leftMs);
      leftMs -= performance.now() - asked;
      if (answer.kind === 'problem') throw new BadUserInputError(answer.message);
      yield answer;
      if (answer.kind === 'end') return;
      worker.postMessage('next');
    }
  } finally {
    answers.close();
    await worker.terminate();
  }
}

/** The answers of a thread, one at a time: it gives the next when it is asked. */
class Answers {
  readonly #watch: NodeJS.Timeout;
  readonly #signal: AbortSignal;
  readonly #waiting: ((outcome: { answer: WorkerAnswer } | { error: unknown }) => void)[] = [];
  readonly #came: ({ answer: WorkerAnswer } | { error: unknown })[] = [];

  constructor(worker: Worker, { heapBytes, signal }: { readonly heapBytes: number; readonly signal: AbortSignal }) {
    this.#signal = signal;
    worker.on('message', (message) => {
      const parsed = workerAnswer.safeParse(message);
      this.#settle(parsed.success ? { answer: parsed.data } : { error: parsed.error });
    });
    worker.on('error', (error) => this.#settle({ error: isOutOfMemory(error) ? tooMuch() : error }));
    worker.on('exit', () => this.#settle({ error: new UnavailableError('The thread that read the file has ended.') }));
    signal.addEventListener('abort', this.#aborted);
    // Buffers are no part of the heap. What other work takes at the same time is let pass by the measure's width.
    const before = process.memoryUsage.rss();
    this.#watch = setInterval(() => {
      if (process.memoryUsage.rss() - before > 3 * heapBytes) this.#settle({ error: tooMuch() });
    }, LOOK_MS);
  }

  async next(withinMs: number): Promise<WorkerAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const outcome = await new Promise<{ answer: WorkerAnswer } | { error: unknown }>((resolve) => {
      timer = setTimeout(() => resolve({ error: tooLong() }), Math.max(0, withinMs));
      const came = this.#came.shift();
      if (came) resolve(came);
      else this.#waiting.push(resolve);
    });
    clearTimeout(timer);
    if ('error' in outcome) throw outcome.error;
    return outcome.answer;
  }

  close(): void {
    clearInterval(this.#watch);
    this.#signal.removeEventListener('abort', this.#aborted);
  }

  readonly #aborted = (): void => this.#settle({ error: this.#signal.reason });

  #settle(outcome: { answer: WorkerAnswer } | { error: unknown }): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(outcome);
    else this.#came.push(outcome);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function tooMuch(): BadUserInputError {
  return new BadUserInputError('Reading this file took more memory than it may. Send it in parts.');
}

function tooLong(): BadUserInputError {
  return new BadUserInputError('Reading this file took longer than it may. Send it in parts.');
}
