import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { apiErrorOf } from '../api/api-error.ts';
import { useStrings } from '../language/language.tsx';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';

/** How long a note stays, in milliseconds; longer than a note can be read and its button reached. */
const STAYS_MS = 8_000;

interface Toast {
  readonly text: string;
  /** Something that can still be done about it. */
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Whether it stays until it is closed: what is said nowhere else, and takes time to read. @default false */
  readonly stays?: boolean;
  /** Called when the note has gone without its action. */
  readonly onGone?: () => void;
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
  const [shown, setShown] = useState<readonly (Toast & { readonly id: number })[]>([]);
  const last = useRef(0);
  const timers = useRef(new Map<number, () => void>());

  const remove = useCallback((id: number, acted: boolean) => {
    const gone = timers.current.get(id);
    timers.current.delete(id);
    setShown((toasts) => toasts.filter((each) => each.id !== id));
    if (!acted) gone?.();
  }, []);

  const toasts = useMemo<Toasts>(() => {
    const show = (toast: Toast) => {
      const id = ++last.current;
      const timer = toast.stays ? undefined : setTimeout(() => remove(id, false), STAYS_MS);
      timers.current.set(id, () => {
        clearTimeout(timer);
        toast.onGone?.();
      });
      setShown((before) => [...before.slice(-2), { ...toast, id }]);
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
        {shown.map(({ id, text, action }) => (
          <div key={id} className="toast">
            <span>{text}</span>
            {action && (
              <Button
                onClick={() => {
                  remove(id, true);
                  action.run();
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton label={strings.close} icon={<Icon name="close" />} onClick={() => remove(id, false)} />
          </div>
        ))}
      </section>
    </ToastsContext>
  );
}
