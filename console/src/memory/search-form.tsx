import { type FormEvent, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';

export interface SearchFormProps {
  /** What is looked for; empty: nothing. */
  readonly query: string;
  readonly onSearch: (query: string) => void;
}

/** Asks what a text would bring back. */
export function SearchForm({ query, onSearch }: SearchFormProps) {
  const { memory } = useStrings();
  const [entered, setEntered] = useState(query);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(entered.trim());
  };
  const clear = () => {
    setEntered('');
    onSearch('');
  };
  return (
    <search>
      <form className="memory-search" onSubmit={submit}>
        <Field
          label={memory.search}
          hint={memory.searchExplained}
          type="search"
          value={entered}
          onChange={setEntered}
          maxLength={32_000}
          dir="auto"
          enterKeyHint="search"
        />
        <div className="memory-search-buttons">
          <Button type="submit" kind="primary">
            <Icon name="search" /> {memory.recall}
          </Button>
          {query !== '' && <Button onClick={clear}>{memory.endSearch}</Button>}
        </div>
      </form>
    </search>
  );
}
