import { useId, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Meter } from '../parts/meter.tsx';
import { useNumbers } from '../parts/numbers.ts';
import { Select } from '../parts/select.tsx';
import { DayChart } from './day-chart.tsx';
import type { Usage, UsageKey } from './usage.ts';
import { UsageTable } from './usage-table.tsx';

const KEYS: readonly UsageKey[] = ['day', 'model', 'use'];

/** What asking models took: today as a meter, then the days as a chart and a table. */
export function UsageView({ usage, days }: { readonly usage: Usage; readonly days: number }) {
  const { usage: strings } = useStrings();
  const numbers = useNumbers();
  const id = useId();
  const [by, setBy] = useState<UsageKey>('day');
  const { today, used } = usage;
  const { gone, left, limit } = today;
  return (
    <>
      <Meter
        label={strings.today}
        value={gone}
        limit={limit ?? null}
        text={
          typeof limit === 'number' && typeof left === 'number'
            ? strings.todayOf(numbers.count(gone), numbers.count(limit), numbers.count(left))
            : strings.todayUnlimited(numbers.count(gone))
        }
      />
      <h3 id={id}>{strings.lastDays(days)}</h3>
      {used.length === 0 ? (
        <p className="empty">{strings.none}</p>
      ) : (
        <>
          <DayChart used={used} days={days} />
          <Select
            label={strings.by}
            value={by}
            onChange={setBy}
            choices={KEYS.map((key) => ({ value: key, label: strings.keys[key] }))}
          />
          <UsageTable used={used} by={by} labelledBy={id} />
        </>
      )}
    </>
  );
}
