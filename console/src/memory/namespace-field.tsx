import { type FormEvent, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';
import { ANOTHER, NamespaceSelect } from './namespace-select.tsx';

export interface NamespaceFieldProps {
  readonly namespace: string;
  readonly onChange: (namespace: string) => void;
}

/**
 * Chooses the namespace that is looked into. One that isn't in the menu is named: what was looked into stays until its
 * field is left, or Enter is pressed.
 */
export function NamespaceField({ namespace, onChange }: NamespaceFieldProps) {
  const { memory } = useStrings();
  /** What was chosen when another one began to be named: once it is another, there is none to name any more. */
  const [namedFrom, setNamedFrom] = useState<string>();
  const [entered, setEntered] = useState('');
  const isNamed = namedFrom === namespace;
  const choose = (value: string) => {
    setNamedFrom(value === ANOTHER ? namespace : undefined);
    setEntered('');
    if (value !== ANOTHER) onChange(value);
  };
  const take = () => {
    const wanted = entered.trim();
    if (wanted !== '') choose(wanted);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // The field goes, and what has the focus then is what it has changed.
    event.currentTarget.parentElement?.querySelector('select')?.focus();
  };
  return (
    <>
      <NamespaceSelect value={isNamed ? ANOTHER : namespace} onChange={choose} />
      {isNamed && (
        <form onSubmit={submit}>
          <Field
            label={memory.namespaceName}
            value={entered}
            onChange={setEntered}
            onBlur={take}
            maxLength={100}
            dir="auto"
          />
        </form>
      )}
    </>
  );
}
