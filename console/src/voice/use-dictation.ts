import { useEffect, useRef, useState } from 'react';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import { TranscribeDocument } from '../generated/graphql.ts';
import { useApi } from '../session/session.ts';
import { type Recorder, RecordingError, type RecordingProblem, startRecorder } from './recorder.ts';

/** The longest dictation, in milliseconds. */
export const LONGEST_MS = 120_000;

/** What becomes of a dictation: the browser asks for the microphone, it is recorded, or the server writes it down. */
export type DictationState = 'idle' | 'asking' | 'recording' | 'writing';

export interface Dictation {
  readonly state: DictationState;
  /** When the recording began, by the clock of the page. */
  readonly since: number | undefined;
  begin(): void;
  /** What was said is written down. */
  stop(): void;
  /** It is thrown away. */
  cancel(): void;
}

export interface DictationOptions {
  readonly maxBytes: number;
  /** Given the words. */
  readonly onText: (text: string) => void;
  /** Told why there are none. */
  readonly onProblem: (problem: RecordingProblem | ApiError) => void;
}

/** Records what is said, and has it written down. */
export function useDictation({ maxBytes, onText, onProblem }: DictationOptions): Dictation {
  const api = useApi();
  const [state, setState] = useState<DictationState>('idle');
  const [since, setSince] = useState<number>();
  const recorder = useRef<Recorder>(undefined);
  const ending = useRef(new AbortController());
  useEffect(() => {
    ending.current = new AbortController();
    return () => ending.current.abort();
  }, []);

  const dictate = async (own: AbortController) => {
    const { signal } = own;
    recorder.current = await startRecorder({ maxMs: LONGEST_MS, maxBytes }, signal);
    setSince(performance.now());
    setState('recording');
    const recorded = await recorder.current.recorded;
    if (signal.aborted) return;
    setState('writing');
    const input = { audio: await base64Of(recorded), contentType: recorded.type };
    const { transcribe } = await api.change(TranscribeDocument, { input });
    if (!signal.aborted && transcribe !== '') onText(transcribe);
  };

  return {
    state,
    since,
    begin() {
      if (state !== 'idle') return;
      const own = new AbortController();
      ending.current = own;
      setState('asking');
      dictate(own)
        .catch((cause: unknown) => {
          if (!own.signal.aborted) onProblem(cause instanceof RecordingError ? cause.problem : apiErrorOf(cause));
        })
        .finally(() => {
          // Whoever has cancelled it may have begun another one.
          if (ending.current === own && !own.signal.aborted) setState('idle');
        });
    },
    stop: () => recorder.current?.stop(),
    cancel() {
      ending.current.abort(new DOMException('cancelled', 'AbortError'));
      setState('idle');
    },
  };
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new RecordingError('failed'));
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.readAsDataURL(blob);
  });
}
