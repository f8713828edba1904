import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { BadUserInputError, UnavailableError } from '../../errors.ts';
import { within } from '../../time/within.ts';
import { ESPEAK_PROGRAM } from './espeak-program.ts';
import type { Sound, SpeechEngine } from './speech-engine.ts';

/** GPL-3, and so no part of Lex: whoever wants it installs it beside. */
const PACKAGE = '@echogarden/espeak-ng-emscripten';
const DEFAULT_VOICE = 'en-us';
/** How long a sentence may take, the start of the thread included, in milliseconds. */
const SENTENCE_MS = 60_000;
/** How long the thread stays that has nothing to do: it holds some 60 MB, in milliseconds. */
const IDLE_MS = 60_000;
const HEAP_MB = 256;

/** eSpeak NG isn't installed. */
export class NoSpeechError extends UnavailableError {
  constructor() {
    super(
      `This server can't speak: run npm install ${PACKAGE} beside it (it is GPL-3), or set LEX_SPEECH_MODEL to a ` +
        "provider's model.",
    );
  }
}

const answer = z.object({
  id: z.int(),
  samples: z.instanceof(Uint8Array).optional(),
  rate: z.number().optional(),
  error: z.string().optional(),
});

interface Waiting {
  readonly voice: string;
  resolve(sound: Sound): void;
  reject(error: Error): void;
}

/** Speaks with eSpeak NG, where that is installed, in a thread that is started when there is something to say. */
export function createEspeakEngine({ idleMs = IDLE_MS } = {}): SpeechEngine {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;

  function stop(reason: Error): void {
    clearTimeout(idle);
    void thread?.terminate().catch(() => undefined);
    thread = undefined;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  }

  function settle(message: unknown): void {
    const { id, samples, rate, error } = answer.parse(message);
    const asked = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) idle = setTimeout(() => stop(new Error('idle')), idleMs).unref();
    if (!asked) return;
    if (samples && rate !== undefined) asked.resolve({ samples, rate });
    else if (error === 'NO_VOICE') asked.reject(new BadUserInputError(`There is no voice "${asked.voice}".`));
    else asked.reject(new UnavailableError('The text could not be spoken.', { cause: new Error(error) }));
  }

  function start(): Worker {
    const started = new Worker(ESPEAK_PROGRAM, {
      eval: true,
      workerData: { module: modulePath() },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      execArgv: [],
      stdout: false,
    });
    started.unref();
    started.on('message', settle);
    const broken = (cause: unknown): void => {
      if (thread === started) stop(new UnavailableError('What speaks has broken down.', { cause }));
    };
    started.on('error', broken);
    started.on('exit', broken);
    return started;
  }

  return {
    async speak(text, { voice = DEFAULT_VOICE, signal }) {
      signal.throwIfAborted();
      clearTimeout(idle);
      thread ??= start();
      const id = ++last;
      const spoken = new Promise<Sound>((resolve, reject) => {
        waiting.set(id, { voice, resolve, reject });
      });
      thread.postMessage({ id, text, voice });
      const late = (): never => {
        const error = new UnavailableError('The text took too long to be spoken.');
        stop(error);
        throw error;
      };
      return within(SENTENCE_MS, spoken, { late, signal });
    },
    async close() {
      stop(new UnavailableError('The server is stopping.'));
    },
  };
}

/** @throws {NoSpeechError} */
function modulePath(): string {
  try {
    return pathToFileURL(createRequire(import.meta.url).resolve(PACKAGE)).href;
  } catch {
    throw new NoSpeechError();
  }
}
