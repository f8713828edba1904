import { useLanguage } from '../language/language.tsx';
import { useNumbers } from '../parts/numbers.ts';
import { TableFrame } from '../parts/table-frame.tsx';
import { sumUsage, totalOf, type Usage, type UsageKey, type UsageSum } from './usage.ts';

export interface UsageTableProps {
  readonly used: Usage['used'];
  readonly by: UsageKey;
  /** The id of the heading that names the table. */
  readonly labelledBy: string;
}

/** What was used, added up, with what it cost where there are prices. */
export function UsageTable({ used, by, labelledBy }: UsageTableProps) {
  const { language, strings } = useLanguage();
  const numbers = useNumbers();
  const { usage } = strings;
  const sums = sumUsage(used, by);
  const total = totalOf(used, usage.total);
  const uses: Readonly<Record<string, string>> = usage.uses;
  const nameOf = ({ name }: UsageSum) => {
    if (by === 'day') return new Date(name).toLocaleDateString(language, { timeZone: 'UTC', dateStyle: 'medium' });
    return by === 'use' && Object.hasOwn(uses, name) ? uses[name] : name;
  };
  const row = (sum: UsageSum, name: string | undefined) => (
    <tr key={sum.name}>
      <th scope="row">{name}</th>
      <td className="number">{numbers.count(sum.calls)}</td>
      <td className="number">{numbers.count(sum.inputTokens)}</td>
      <td className="number">{numbers.count(sum.outputTokens)}</td>
      {total.cost !== undefined && (
        <td className="number">
          {sum.cost === undefined
            ? usage.noPrice
            : sum.isPartlyPriced
              ? usage.costAtLeast(numbers.cost(sum.cost))
              : numbers.cost(sum.cost)}
        </td>
      )}
    </tr>
  );
  return (
    <TableFrame labelledBy={labelledBy}>
      <thead>
        <tr>
          <th scope="col">{usage.keys[by]}</th>
          <th scope="col" className="number">
            {usage.calls}
          </th>
          <th scope="col" className="number">
            {usage.read}
          </th>
          <th scope="col" className="number">
            {usage.written}
          </th>
          {total.cost !== undefined && (
            <th scope="col" className="number">
              {usage.cost}
            </th>
          )}
        </tr>
      </thead>
      <tbody>{sums.map((sum) => row(sum, nameOf(sum)))}</tbody>
      {sums.length > 1 && <tfoot>{row(total, total.name)}</tfoot>}
    </TableFrame>
  );
}
