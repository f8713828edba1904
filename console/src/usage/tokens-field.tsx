import { Field } from '../parts/field.tsx';

/** The largest number that the API takes. */
const MOST = 2_147_483_647;

export interface TokensFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A line for a number of tokens, which may stay empty. */
export function TokensField(props: TokensFieldProps) {
  return <Field {...props} type="number" inputMode="numeric" min={0} max={MOST} step={1} />;
}

/** What was entered; null: nothing. */
export function tokensIn(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}
