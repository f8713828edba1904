import { useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';
import { ANOTHER, NamespaceSelect } from './namespace-select.tsx';

/** What a memory is found by. */
export interface MemoryName {
  readonly namespace: string;
  /** Empty: the server gives it one. */
  readonly key: string;
}

export interface NewNameFieldsProps {
  readonly name: MemoryName;
  readonly onChange: (name: MemoryName) => void;
}

/** Says what a new memory is found by. Its namespace may be new as well. */
export function NewNameFields({ name, onChange }: NewNameFieldsProps) {
  const { memory } = useStrings();
  const [isNamed, setIsNamed] = useState(false);
  const choose = (namespace: string) => {
    setIsNamed(namespace === ANOTHER);
    onChange({ ...name, namespace });
  };
  return (
    <>
      <Field
        label={memory.key}
        hint={memory.keyExplained}
        value={name.key}
        onChange={(key) => onChange({ ...name, key })}
        maxLength={200}
        dir="auto"
      />
      <NamespaceSelect hint={memory.namespaceExplained} value={isNamed ? ANOTHER : name.namespace} onChange={choose} />
      {isNamed && (
        <Field
          label={memory.namespaceName}
          value={name.namespace}
          onChange={(namespace) => onChange({ ...name, namespace })}
          maxLength={100}
          required
          dir="auto"
        />
      )}
    </>
  );
}
