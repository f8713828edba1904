import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { BadUserInputError, UnavailableError } from '../../errors.ts';
import { within } from '../../time/within.ts';
import { ESPEAK_PROGRAM } from './espeak-program.ts';
import type { SpeechEngine, Voice } from './speech-engine.ts';

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
  voices: z.array(z.object({ name: z.string(), label: z.string() })).optional(),
  error: z.string().optional(),
});
type Answer = z.infer<typeof answer>;

/** What the thread is asked: to speak, or without a text which voices there are. */
interface Asked {
  readonly text?: string;
  readonly voice?: string;
  readonly rate?: number;
}

interface Waiting {
  readonly asked: Asked;
  resolve(given: Answer): void;
  reject(error: Error): void;
}

/** Speaks with eSpeak NG, where that is installed, in a thread that is started when there is something to say. */
export function createEspeakEngine({ idleMs = IDLE_MS } = {}): SpeechEngine {
  const isThere = isInstalled();
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;
  let listed: Promise<readonly Voice[]> | undefined;

  function stop(reason: Error): void {
    clearTimeout(idle);
    void thread?.terminate().catch(() => undefined);
    thread = undefined;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  }

  function settle(message: unknown): void {
    const given = answer.parse(message);
    const { id, error } = given;
    const waits = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) idle = setTimeout(() => stop(new Error('idle')), idleMs).unref();
    if (!waits) return;
    if (error === 'NO_VOICE') waits.reject(new BadUserInputError(`There is no voice "${waits.asked.voice}".`));
    else if (error === undefined) waits.resolve(given);
    else waits.reject(new UnavailableError('The text could not be spoken.', { cause: new Error(error) }));
  }

  function start(): Worker {
    const started = openThread();
    started.on('message', settle);
    const broken = (cause: unknown): void => {
      if (thread === started) stop(new UnavailableError('What speaks has broken down.', { cause }));
    };
    started.on('error', broken);
    started.on('exit', broken);
    return started;
  }

  async function ask(asked: Asked, signal: AbortSignal | undefined): Promise<Answer> {
    signal?.throwIfAborted();
    clearTimeout(idle);
    thread ??= start();
    const id = ++last;
    const answered = new Promise<Answer>((resolve, reject) => {
      waiting.set(id, { asked, resolve, reject });
    });
    thread.postMessage({ id, ...asked });
    const late = (): never => {
      const error = new UnavailableError('The text took too long to be spoken.');
      stop(error);
      throw error;
    };
    return within(SENTENCE_MS, answered, { late, ...(signal && { signal }) });
  }

  return {
    isThere,
    async voices() {
      if (!isThere) return [];
      listed ??= ask({}, undefined).then(voicesOf);
      // What went wrong once is tried again.
      listed.catch(() => {
        listed = undefined;
      });
      return listed;
    },
    async speak(text, { voice = DEFAULT_VOICE, rate, signal }) {
      const { samples, rate: samplesInSecond } = await ask({ text, voice, rate }, signal);
      if (!samples || samplesInSecond === undefined) throw new UnavailableError('The text could not be spoken.');
      return { samples, rate: samplesInSecond };
    },
    async close() {
      stop(new UnavailableError('The server is stopping.'));
    },
  };
}

/** @throws {NoSpeechError} */
function openThread(): Worker {
  const thread = new Worker(ESPEAK_PROGRAM, {
    eval: true,
    workerData: { module: modulePath() },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    execArgv: [],
    stdout: false,
  });
  thread.unref();
  return thread;
}

function voicesOf({ voices = [] }: Answer): Voice[] {
  // Several may speak one language: the first of them is the one that it stands for.
  const byName = new Map(voices.toReversed().map(({ name, label }) => [name, label]));
  const all = Array.from(byName, ([name, label]) => ({ name, label, language: name.toLowerCase() }));
  return all.sort((one, other) => one.label.localeCompare(other.label, 'en'));
}

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve(PACKAGE);
    return true;
  } catch {
    return false;
  }
}

/** @throws {NoSpeechError} */
function modulePath(): string {
  if (!isInstalled()) throw new NoSpeechError();
  return pathToFileURL(createRequire(import.meta.url).resolve(PACKAGE)).href;
}
