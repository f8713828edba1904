import { useEffect, useId, useRef } from 'react';
import { useLanguage } from '../language/language.tsx';
import { openPlot } from './plot.ts';
import type { Sample } from './samples.ts';

/** A number that the charts can show of each sample. */
export type Measure = Exclude<keyof Sample, 'at'>;

export interface ChartProps {
  readonly title: string;
  /** What it shows, line by line. */
  readonly lines: readonly { readonly measure: Measure; readonly label: string }[];
  readonly samples: readonly Sample[];
  readonly format: (value: number) => string;
  /** Whether the numbers are whole ones. */
  readonly isWhole: boolean;
}

const DASHES = [[], [6, 4], [2, 3]] as const;

/** Lines over the last minutes. Their newest values stand below in words, which is all that who hears the page needs. */
export function Chart({ title, lines, samples, format, isWhole }: ChartProps) {
  const { language, strings } = useLanguage();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const key = useRef<HTMLTableSectionElement>(null);
  const plot = useRef<ReturnType<typeof openPlot>>(undefined);
  const measures = lines.map(({ measure }) => measure).join(' ');
  const newest = samples.at(-1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another set of lines is another chart
  useEffect(() => {
    if (!place.current || !key.current) return;
    const swatches = key.current.querySelectorAll('.swatch');
    const opened = openPlot({
      target: place.current,
      lines: [...swatches].map((swatch, index) => ({ swatch, dash: DASHES[index] ?? [] })),
      format,
      isWhole,
      language,
    });
    plot.current = opened;
    return () => opened.close();
  }, [measures, format, isWhole, language]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was opened anew is empty
  useEffect(() => {
    plot.current?.show([
      samples.map(({ at }) => at),
      ...lines.map(({ measure }) => samples.map((sample) => sample[measure])),
    ]);
  }, [samples, measures, format, isWhole, language]);

  return (
    <figure className="card chart" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      <div ref={place} className="chart-place" aria-hidden="true" />
      <table aria-labelledby={id}>
        <thead className="unseen">
          <tr>
            <th scope="col">{strings.status.measure}</th>
            <th scope="col">{strings.status.now}</th>
          </tr>
        </thead>
        <tbody ref={key}>
          {lines.map(({ measure, label }, index) => {
            const value = newest?.[measure];
            return (
              <tr key={measure}>
                <th scope="row">
                  <svg className={`swatch swatch-${index}`} viewBox="0 0 24 8" width={24} height={8} aria-hidden="true">
                    <path d="M0 4h24" strokeDasharray={DASHES[index]?.join(' ')} />
                  </svg>
                  {label}
                </th>
                <td>{typeof value === 'number' ? format(value) : strings.status.unknown}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </figure>
  );
}
