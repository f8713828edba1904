import { useEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { DictationSupportDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { type Dictation, LONGEST_MS, useDictation } from './use-dictation.ts';
import './voice.css';

const SUPPORT = documentOf(DictationSupportDocument);

/** Dictates, where the server writes down what is said. @param onText is given the words */
export function DictateButton({ onText }: { readonly onText: (text: string) => void }) {
  const [{ data }] = useQuery({ query: SUPPORT, variables: {} });
  const support = data?.voiceSupport;
  if (!support?.transcribes) return null;
  return <Dictating maxBytes={support.recordingMaxBytes} onText={onText} />;
}

function Dictating(options: { readonly maxBytes: number; readonly onText: (text: string) => void }) {
  const strings = useStrings();
  const { voice } = strings;
  const toasts = useToasts();
  const dictation = useDictation({
    ...options,
    onProblem: (problem) =>
      typeof problem === 'string' ? toasts.show({ text: voice.problems[problem] }) : toasts.failed(problem),
  });
  const { state, begin, stop, cancel } = dictation;
  const button = useRef<HTMLButtonElement>(null);
  const isRecording = state === 'recording';
  const isBusy = state === 'asking' || state === 'writing';
  return (
    <fieldset
      className="dictation"
      aria-label={voice.dictation}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || state === 'idle') return;
        event.stopPropagation();
        cancel();
        button.current?.focus();
      }}
    >
      {state !== 'idle' && (
        <>
          <span className="dictation-state" role="status">
            {isRecording ? <Elapsed dictation={dictation} /> : isBusy && voice.states[state]}
          </span>
          <IconButton
            label={voice.cancel}
            icon={<Icon name="close" size={16} />}
            onClick={() => {
              cancel();
              button.current?.focus();
            }}
          />
        </>
      )}
      <IconButton
        ref={button}
        label={isRecording ? voice.finish : voice.dictate}
        icon={<Icon name={isRecording ? 'check' : 'microphone'} />}
        className={isRecording ? 'recording' : ''}
        aria-busy={isBusy || undefined}
        onClick={isRecording ? stop : begin}
      />
    </fieldset>
  );
}

/** How long it has been recorded. Said once to those who listen, not each second. */
function Elapsed({ dictation: { since = performance.now() } }: { readonly dictation: Dictation }) {
  const { voice } = useStrings();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const tick = setInterval(() => setSeconds(Math.floor((performance.now() - since) / 1_000)), 500);
    return () => clearInterval(tick);
  }, [since]);
  return (
    <>
      <span className="unseen">{voice.states.recording}</span>
      <span aria-hidden="true">
        {clock(seconds)} / {clock(LONGEST_MS / 1_000)}
      </span>
    </>
  );
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
