import { useId } from 'react';
import { useLanguage } from '../language/language.tsx';
import { useNumbers } from '../parts/numbers.ts';
import { lastDays, sumUsage, tokensOf, type Usage } from './usage.ts';

/** The tokens of each day as bars: what was read below, what was written above. The table has the same in numbers. */
export function DayChart({ used, days }: { readonly used: Usage['used']; readonly days: number }) {
  const { language, strings } = useLanguage();
  const numbers = useNumbers();
  const id = useId();
  const sums = new Map(sumUsage(used, 'day').map((sum) => [sum.name, sum]));
  const names = lastDays(new Date(), days);
  const most = Math.max(1, ...[...sums.values()].map(tokensOf));
  const dateOf = (day = '') => new Date(day).toLocaleDateString(language, { timeZone: 'UTC', dateStyle: 'medium' });
  const [first, last] = [dateOf(names[0]), dateOf(names.at(-1))];
  return (
    <figure className="day-chart" aria-labelledby={id}>
      <figcaption id={id}>{strings.usage.chart(first, last, numbers.count(most === 1 ? 0 : most))}</figcaption>
      <div className="day-bars" aria-hidden="true">
        {names.map((day) => {
          const sum = sums.get(day);
          return (
            <div key={day} className="day" title={sum && `${dateOf(day)}: ${numbers.count(tokensOf(sum))}`}>
              {sum && (
                <>
                  <div className="day-written" style={{ height: `${(100 * sum.outputTokens) / most}%` }} />
                  <div className="day-read" style={{ height: `${(100 * sum.inputTokens) / most}%` }} />
                </>
              )}
            </div>
          );
        })}
      </div>
      <div className="day-ends hint" aria-hidden="true">
        <span>{first}</span>
        <span>{last}</span>
      </div>
      <ul className="day-key plain-list hint" aria-hidden="true">
        <li>
          <span className="day-written" /> {strings.usage.written}
        </li>
        <li>
          <span className="day-read" /> {strings.usage.read}
        </li>
      </ul>
    </figure>
  );
}
