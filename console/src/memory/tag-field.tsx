import { type FormEvent, useEffect, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';

export interface TagFieldProps {
  readonly tag: string | null;
  readonly onChange: (tag: string | null) => void;
}

/** Chooses the tag that memories have to have: taken when the field is left, or Enter is pressed. */
export function TagField({ tag, onChange }: TagFieldProps) {
  const { memory } = useStrings();
  const [entered, setEntered] = useState(tag ?? '');
  useEffect(() => setEntered(tag ?? ''), [tag]);
  const take = () => {
    const wanted = entered.trim() || null;
    if (wanted !== tag) onChange(wanted);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take();
  };
  return (
    <form onSubmit={submit}>
      <Field label={memory.tag} value={entered} onChange={setEntered} onBlur={take} maxLength={64} dir="auto" />
    </form>
  );
}
