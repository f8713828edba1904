import type { ReactNode } from 'react';
import './facts.css';

export interface FactsProps {
  /** What each is called, and what it is; undefined: there is nothing to tell. */
  readonly facts: readonly (readonly [name: string, value: ReactNode | undefined])[];
}

/** What is known of something, one under the other. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className="fact-list">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
