import { useEffect, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Field } from '../parts/field.tsx';
import { Paged } from '../parts/paged.tsx';
import { UserPage } from './user-page.tsx';

/** How long nothing more is typed before it is looked for, in milliseconds. */
const TYPING_MS = 300;

/** All users, or those with a name. */
export function Users() {
  const { admin } = useStrings();
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  const [count, setCount] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <>
      <Field
        label={admin.search}
        type="search"
        dir="auto"
        maxLength={200}
        autoComplete="off"
        value={typed}
        onChange={setTyped}
      />
      <p role="status" className="hint user-count">
        {count !== undefined && admin.count(count)}
      </p>
      <Paged
        key={search}
        page={(after, onEnd) => <UserPage search={search} after={after} onEnd={onEnd} onCount={setCount} />}
      />
    </>
  );
}
