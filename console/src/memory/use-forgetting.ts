import { useCallback, useSyncExternalStore } from 'react';
import type { ListedMemoryFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';
import { forgettingOf } from './forgetting.ts';
import { snippetOf } from './snippet.ts';

export interface UsedForgetting {
  /** The ids of memories that are not to be shown. */
  readonly hidden: ReadonlySet<string>;
  /** Deletes a memory, which can be taken back for as long as the note of it stays. */
  readonly forget: (memory: ListedMemoryFragment) => void;
}

export function useForgetting(): UsedForgetting {
  const strings = useStrings();
  const toasts = useToasts();
  const forgetting = forgettingOf(useApi());
  const hidden = useSyncExternalStore(forgetting.subscribe, () => forgetting.hidden);
  const forget = useCallback(
    (memory: ListedMemoryFragment) => {
      forgetting.begin(memory);
      toasts.show({
        text: strings.memory.forgotten(snippetOf(memory.content)),
        action: {
          label: strings.undo,
          run: () => {
            if (!forgetting.takeBack(memory.id)) toasts.show({ text: strings.memory.tooLate });
          },
        },
        onGone: () => void forgetting.tell(memory.id).catch(toasts.failed),
      });
    },
    [forgetting, toasts, strings],
  );
  return { hidden, forget };
}
