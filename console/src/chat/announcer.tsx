import { useEffect, useRef, useState } from 'react';
import { codeOf } from '../api/api-error.ts';
import { useStrings } from '../language/language.tsx';
import type { ThreadMessage } from './message-tree.ts';

/** Tells those who hear the page that a reply is being written, and reads it out once it is whole, or why it isn't. */
export function Announcer({ branch }: { readonly branch: readonly ThreadMessage[] | undefined }) {
  const strings = useStrings();
  const last = branch?.at(-1);
  const followed = useRef<string>(undefined);
  const [text, setText] = useState('');
  const { id, state, content, errorCode } = last ?? {};
  useEffect(() => {
    if (state === 'STREAMING' || state === 'PENDING') {
      followed.current = id;
      setText(strings.chat.writing);
    } else if (id !== undefined && followed.current === id) {
      followed.current = undefined;
      const ending = state === 'FAILED' ? strings.errors[codeOf(errorCode)] : strings.chat.written;
      setText(`${ending} ${content ?? ''}`);
    }
  }, [id, state, content, errorCode, strings]);
  return (
    <p className="unseen" role="status">
      {text}
    </p>
  );
}
