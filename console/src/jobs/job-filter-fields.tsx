import { useId } from 'react';
import { useStrings } from '../language/language.tsx';
import type { JobFilter } from './job-filter.ts';

export interface JobFilterFieldsProps {
  readonly filter: JobFilter;
  readonly onChange: (filter: JobFilter) => void;
}

/** Chooses the kind and the state of the jobs that are listed. */
export function JobFilterFields({ filter, onChange }: JobFilterFieldsProps) {
  const { jobs } = useStrings();
  return (
    <div className="job-filters">
      <Choice
        label={jobs.kind}
        any={jobs.any}
        names={jobs.kinds}
        value={filter.kind}
        onChange={(kind) => onChange({ ...filter, kind })}
      />
      <Choice
        label={jobs.state}
        any={jobs.any}
        names={jobs.states}
        value={filter.state}
        onChange={(state) => onChange({ ...filter, state })}
      />
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly any: string;
  readonly names: Readonly<Record<Value, string>>;
  readonly value: Value | null;
  readonly onChange: (value: Value | null) => void;
}

function Choice<Value extends string>({ label, any, names, value, onChange }: ChoiceProps<Value>) {
  const id = useId();
  const isOne = (entered: string): entered is Value => Object.hasOwn(names, entered);
  const choices: [string, string][] = Object.entries(names);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value ?? ''}
        onChange={({ target }) => onChange(isOne(target.value) ? target.value : null)}
      >
        <option value="">{any}</option>
        {choices.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
