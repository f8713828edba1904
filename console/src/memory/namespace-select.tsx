import { useStrings } from '../language/language.tsx';
import { Select } from '../parts/select.tsx';
import { useNamespaces } from './use-namespaces.ts';

/** What is chosen where a namespace is to be named that isn't in the menu. No namespace is called that. */
export const ANOTHER = '';

export interface NamespaceSelectProps {
  readonly hint?: string;
  /** The namespace, or {@link ANOTHER}. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of the viewer's namespaces, or another one. */
export function NamespaceSelect({ hint, value, onChange }: NamespaceSelectProps) {
  const { memory } = useStrings();
  const names = useNamespaces();
  const listed = names.includes(value) || value === ANOTHER ? names : [value, ...names];
  const choices = [
    ...listed.map((name) => ({ value: name, label: name })),
    { value: ANOTHER, label: memory.anotherNamespace },
  ];
  return <Select label={memory.namespace} hint={hint} value={value} onChange={onChange} choices={choices} />;
}
