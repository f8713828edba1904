import { Labelled } from './field.tsx';

export interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly hint?: string;
}

/** One of several, as the browser lets choose them. */
export function Select<Value extends string>({ label, value, onChange, choices, hint }: SelectProps<Value>) {
  return (
    <Labelled label={label} hint={hint}>
      {(labelling) => (
        <select
          {...labelling}
          value={value}
          onChange={(event) => {
            const chosen = choices.find((each) => each.value === event.target.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
