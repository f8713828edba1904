import { useId, useState } from 'react';
import type { RecallQueryVariables } from '../generated/graphql.ts';
import { useLanguage } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { RecallExplanation } from './recall-explanation.tsx';
import { shortNumber } from './short-number.ts';

export interface RecallReasonsProps {
  readonly memoryId: string;
  readonly score: number;
  readonly reasons: readonly string[];
  /** What brought it back. */
  readonly asked: RecallQueryVariables;
}

/** Why a memory was brought back in a line, and on demand in full. */
export function RecallReasons({ memoryId, score, reasons, asked }: RecallReasonsProps) {
  const { strings, language } = useLanguage();
  const [open, setOpen] = useState(false);
  const id = useId();
  const known: Readonly<Record<string, string>> = strings.memory.reasons;
  return (
    <div className="recall-why">
      <p className="row-facts">
        <span>
          {strings.memory.score} {shortNumber(score, language)}
        </span>
        {reasons.length > 0 && (
          <span>
            {strings.memory.because}{' '}
            <bdi>{reasons.map((reason) => known[reason] ?? strings.memory.quoted(reason)).join(', ')}</bdi>
          </span>
        )}
      </p>
      <Button kind="quiet" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        {strings.memory.why}
      </Button>
      {open && (
        <div id={id}>
          <RecallExplanation memoryId={memoryId} asked={asked} />
        </div>
      )}
    </div>
  );
}
