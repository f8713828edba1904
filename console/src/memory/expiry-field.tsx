import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { instantOf, localTimeOf } from './local-time.ts';

export interface ExpiryFieldProps {
  /** An instant; null: never. */
  readonly expiresAt: string | null;
  readonly onChange: (expiresAt: string | null) => void;
}

/** When a memory is forgotten by itself, in the reader's time. */
export function ExpiryField({ expiresAt, onChange }: ExpiryFieldProps) {
  const { memory } = useStrings();
  return (
    <div className="memory-expiry">
      <Field
        label={memory.expiry}
        hint={memory.expiryExplained}
        type="datetime-local"
        min={localTimeOf(new Date().toISOString())}
        value={expiresAt === null ? '' : localTimeOf(expiresAt)}
        onChange={(entered) => onChange(entered === '' ? null : instantOf(entered))}
      />
      {expiresAt !== null && <Button onClick={() => onChange(null)}>{memory.noExpiry}</Button>}
    </div>
  );
}
