import type { HealthState } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';

/** A different outline for each state, so that none is told by its colour alone. */
const OUTLINES: Readonly<Record<HealthState, string>> = {
  UP: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM7 12l4 4 6-8',
  DEGRADED: 'M12 2l11 20H1zM12 9v6M12 18v1',
  DOWN: 'M7 2h10l5 5v10l-5 5H7l-5-5V7zM8 8l8 8M16 8l-8 8',
};

/** Whether something works, in a word and a sign. */
export function StateSign({ state }: { readonly state: HealthState }) {
  const { states } = useStrings().status;
  return (
    <span className={`state state-${state.toLowerCase()}`}>
      <svg className="icon" viewBox="0 0 24 24" width={20} height={20} aria-hidden="true" focusable="false">
        <path d={OUTLINES[state]} />
      </svg>
      {states[state]}
    </span>
  );
}
