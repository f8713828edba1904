import './meter.css';

export interface MeterProps {
  readonly label: string;
  readonly value: number;
  /** How much there is at most; null: no limit, and then no bar. */
  readonly limit: number | null;
  /** What the bar shows, in words. They stand above it, so that the bar need not be read out. */
  readonly text: string;
}

/** From this share of the limit on the bar warns. */
const NEARLY = 0.9;

/** How much of something is gone, as a bar with words beside it. */
export function Meter({ label, value, limit, text }: MeterProps) {
  const share = limit === null ? undefined : limit > 0 ? Math.min(1, value / limit) : 1;
  return (
    <div className="meter">
      <div className="meter-words">
        <span className="meter-label">{label}</span>
        <span>{text}</span>
      </div>
      {share !== undefined && (
        <div className="meter-bar" aria-hidden="true">
          <div className={share >= NEARLY ? 'meter-nearly' : undefined} style={{ width: `${100 * share}%` }} />
        </div>
      )}
    </div>
  );
}
