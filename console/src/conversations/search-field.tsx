import { type Ref, useEffect, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { SHORTCUTS } from './use-shortcuts.ts';

export interface SearchFieldProps {
  readonly ref: Ref<HTMLInputElement>;
  /** Called with the words when nothing was written for a while. */
  readonly onSearch: (search: string) => void;
}

/** The API takes no more. */
const LONGEST_SEARCH = 200;
/** How long a pause in writing is, in milliseconds. */
const PAUSE_MS = 250;

/** Where titles are searched for. */
export function SearchField({ ref, onSearch }: SearchFieldProps) {
  const words = useStrings().conversations;
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), text ? PAUSE_MS : 0);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  return (
    <input
      ref={ref}
      type="search"
      className="select"
      dir="auto"
      value={text}
      maxLength={LONGEST_SEARCH}
      placeholder={words.search}
      aria-label={words.search}
      title={`${words.search} (${SHORTCUTS.search.shown})`}
      aria-keyshortcuts={SHORTCUTS.search.aria}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
