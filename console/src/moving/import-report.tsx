import { useStrings } from '../language/language.tsx';
import { useNumbers } from '../parts/numbers.ts';
import { type LeftOutReason, readReport } from './read-report.ts';

/** What came of an import, with what was left out and why. @param result what its job has as its result */
export function ImportReport({ result }: { readonly result: unknown }) {
  const { data } = useStrings();
  const numbers = useNumbers();
  const report = readReport(result);
  if (!report) return null;
  const { added, extended, unchanged, messages, memories, leftOut, more } = report;
  const reasons = data.reasons satisfies Readonly<Record<LeftOutReason, string>>;
  return (
    <>
      <p>
        {data.imported(numbers.count(added), numbers.count(messages))}
        {extended > 0 && ` ${data.extended(numbers.count(extended))}`}
        {unchanged > 0 && ` ${data.unchanged(numbers.count(unchanged))}`}
        {memories > 0 && ` ${data.importedMemories(numbers.count(memories))}`}
      </p>
      {leftOut.length > 0 && (
        <details>
          <summary>{data.leftOut}</summary>
          <ul>
            {leftOut.map(({ reason, where, count }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two may have one title; the list never changes.
              <li key={index}>
                {/* Of a conversation that was deleted since there is no title. */}
                {where !== '' && (
                  <>
                    <span dir="auto">{where}</span>:{' '}
                  </>
                )}
                {reasons[reason]}
                {count > 1 && ` (${numbers.count(count)})`}
              </li>
            ))}
            {more > 0 && <li>{data.more(numbers.count(more))}</li>}
          </ul>
        </details>
      )}
    </>
  );
}
