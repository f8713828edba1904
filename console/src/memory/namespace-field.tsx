import { type FormEvent, useEffect, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';

/** Where memories are kept when nothing else is said. */
export const DEFAULT_NAMESPACE = 'default';

export interface NamespaceFieldProps {
  readonly namespace: string;
  readonly onChange: (namespace: string) => void;
}

/** Chooses the namespace that is looked into. It is left as it was until the field is left, or Enter is pressed. */
export function NamespaceField({ namespace, onChange }: NamespaceFieldProps) {
  const { memory } = useStrings();
  const [entered, setEntered] = useState(namespace);
  useEffect(() => setEntered(namespace), [namespace]);
  const take = () => {
    const wanted = entered.trim() || DEFAULT_NAMESPACE;
    setEntered(wanted);
    if (wanted !== namespace) onChange(wanted);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take();
  };
  return (
    <form onSubmit={submit}>
      <Field label={memory.namespace} value={entered} onChange={setEntered} onBlur={take} maxLength={100} dir="auto" />
    </form>
  );
}
