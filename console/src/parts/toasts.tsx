import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { apiErrorOf } from '../api/api-error.ts';
import { useStrings } from '../language/language.tsx';
import { Note } from './note.tsx';
import { type NoteTime, noteTime } from './note-time.ts';

interface Toast {
  readonly text: string;
  /** Something that can still be done about it. */
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Whether it stays until it is closed: what is said nowhere else, and takes time to read. @default false */
  readonly stays?: boolean;
  /** Called when the note has gone without its action. */
  readonly onGone?: () => void;
}

interface ShownToast extends Toast {
  readonly id: number;
  readonly time: NoteTime;
}

export interface Toasts {
  show(toast: Toast): void;
  /** Tells of an error that nothing else on the page shows. */
  failed(cause: unknown): void;
}

const ToastsContext = createContext<Toasts | undefined>(undefined);

/** @throws {Error} outside of {@link ToastsProvider} */
export function useToasts(): Toasts {
  const toasts = useContext(ToastsContext);
  if (!toasts) throw new Error('There is no place for notes here.');
  return toasts;
}

/** Shows notes at the edge of the page for a while, and reads them out. */
export function ToastsProvider({ children }: { readonly children: ReactNode }) {
  const strings = useStrings();
  const [shown, setShown] = useState<readonly ShownToast[]>([]);
  const last = useRef(0);
  const there = useRef(new Map<number, { readonly time: NoteTime; readonly onGone: (() => void) | undefined }>());

  const remove = useCallback((id: number, acted: boolean) => {
    const toast = there.current.get(id);
    there.current.delete(id);
    toast?.time.stop();
    setShown((toasts) => toasts.filter((each) => each.id !== id));
    if (!acted) toast?.onGone?.();
  }, []);

  const toasts = useMemo<Toasts>(() => {
    const show = (toast: Toast) => {
      const id = ++last.current;
      const time = noteTime(() => !toast.stays && remove(id, false));
      there.current.set(id, { time, onGone: toast.onGone });
      time.begin();
      setShown((before) => [...before.slice(-2), { ...toast, id, time }]);
    };
    return {
      show,
      failed(cause) {
        const { code, message } = apiErrorOf(cause);
        show({ text: `${strings.errors[code]} ${message}` });
      },
    };
  }, [remove, strings]);

  return (
    <ToastsContext value={toasts}>
      {children}
      <section className="toasts" aria-label={strings.notes} aria-live="polite">
        {shown.map(({ id, time, text, action }) => (
          <Note
            key={id}
            text={text}
            time={time}
            action={action?.label}
            onAction={() => {
              remove(id, true);
              action?.run();
            }}
            onClose={() => remove(id, false)}
          />
        ))}
      </section>
    </ToastsContext>
  );
}
