import { useSyncExternalStore } from 'react';

/** As narrow as a phone: the same width as in `app.css`. */
const NARROW = matchMedia('(max-width: 760px)');

/** Whether the page has no room for anything at its side. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      NARROW.addEventListener('change', changed);
      return () => NARROW.removeEventListener('change', changed);
    },
    () => NARROW.matches,
  );
}
