import { useEffect, useState } from 'react';
import { useLanguage } from '../language/language.tsx';
import { durationInWords } from './duration-in-words.ts';

export interface DurationProps {
  readonly from: string;
  /** Null: it goes on. */
  readonly to: string | null;
}

/** How long something took, or has been taking. */
export function Duration({ from, to }: DurationProps) {
  const { language } = useLanguage();
  const now = useNow(to === null);
  const end = to === null ? now : Date.parse(to);
  // The server's clock may be ahead of the reader's.
  return <>{durationInWords(Math.max(0, end - Date.parse(from)), language)}</>;
}

/** The time, told each second. */
function useNow(runs: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!runs) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}
