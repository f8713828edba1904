import { useStrings } from '../language/language.tsx';
import { useNumbers } from '../parts/numbers.ts';
import { StateSign } from './state-sign.tsx';
import type { Status } from './status.ts';

/** What the server stands on, part by part. */
export function ComponentList({ components }: Pick<Status, 'components'>) {
  const { status } = useStrings();
  const names: Readonly<Record<string, string>> = status.components;
  const numbers = useNumbers();
  return (
    <section className="section" aria-labelledby="status-components">
      <h2 id="status-components">{status.standsOn}</h2>
      <ul className="cards plain-list">
        {components.map(({ name, state, latencyMs, detail }) => (
          <li key={name} className="card component">
            <h3>{Object.hasOwn(names, name) ? names[name] : name}</h3>
            <StateSign state={state} />
            {typeof latencyMs === 'number' && (
              <p className="hint">{status.answeredIn(numbers.milliseconds(latencyMs))}</p>
            )}
            {detail && (
              <p lang="en" dir="auto">
                {detail}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
