/** Why nothing can be recorded: the browser can't, its user lets nobody, nothing hears, or something went wrong. */
export type RecordingProblem = 'unsupported' | 'denied' | 'missing' | 'failed';

/** Nothing was recorded. */
export class RecordingError extends Error {
  readonly problem: RecordingProblem;

  constructor(problem: RecordingProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** A recording that is being made. */
export interface Recorder {
  /** Resolves with what was recorded, once it is over: by `stop`, or by a bound. */
  readonly recorded: Promise<Blob>;
  stop(): void;
  /** Throws away what was recorded: `recorded` never resolves. */
  cancel(): void;
}

export interface RecorderBounds {
  readonly maxMs: number;
  readonly maxBytes: number;
}

/** What the server takes, and browsers make: Chromium and Firefox the first, Safari the second. */
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
/** Enough for speech. Two minutes are then half of a request's bound. */
const BITS_PER_SECOND = 24_000;
/** How often what was recorded is looked at, in milliseconds. */
const PIECE_MS = 500;

/**
 * Begins to record, once the browser's user has let the page.
 *
 * @throws {RecordingError}
 */
export async function startRecorder({ maxMs, maxBytes }: RecorderBounds, signal: AbortSignal): Promise<Recorder> {
  const type =
    typeof MediaRecorder === 'undefined' ? undefined : TYPES.find((each) => MediaRecorder.isTypeSupported(each));
  // A page that didn't come over HTTPS, nor from this machine, has no devices.
  if (type === undefined || !navigator.mediaDevices?.getUserMedia) throw new RecordingError('unsupported');
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((error: unknown) => {
    throw new RecordingError(problemOf(error));
  });
  const release = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) {
    release();
    throw signal.reason;
  }
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_SECOND });
  const pieces: Blob[] = [];
  let bytes = 0;
  let isCancelled = false;
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const recorded = new Promise<Blob>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => {
      // A piece that would be too much is left out: what is before it is whole.
      if (bytes + data.size > maxBytes) return stop();
      bytes += data.size;
      pieces.push(data);
    };
    recorder.onerror = () => {
      release();
      reject(new RecordingError('failed'));
    };
    recorder.onstop = () => {
      release();
      if (isCancelled) return;
      if (bytes === 0) reject(new RecordingError('failed'));
      else resolve(new Blob(pieces, { type: type.split(';', 1)[0] ?? type }));
    };
  });
  const ending = setTimeout(stop, maxMs);
  const cancel = () => {
    isCancelled = true;
    clearTimeout(ending);
    stop();
  };
  signal.addEventListener('abort', cancel, { once: true });
  recorder.start(PIECE_MS);
  return { recorded, stop, cancel };
}

function problemOf(error: unknown): RecordingProblem {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'failed';
}
