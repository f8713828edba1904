import { type RefObject, useEffect, useRef } from 'react';

export interface Shortcuts {
  readonly search: () => void;
  readonly begin: () => void;
}

const IS_MAC = navigator.userAgent.includes('Mac');

/** The keys as titles show them, and as `aria-keyshortcuts` takes them. */
export const SHORTCUTS = {
  search: { shown: IS_MAC ? '⌘K' : 'Ctrl+K', aria: IS_MAC ? 'Meta+K' : 'Control+K' },
  begin: { shown: IS_MAC ? '⇧⌘O' : 'Ctrl+Shift+O', aria: IS_MAC ? 'Meta+Shift+O' : 'Control+Shift+O' },
} as const;

/**
 * Listens for the shortcuts of the list on the whole page. Both need a key with which nothing is written and which
 * screen readers leave to the page. A dialog that is open keeps them to itself, unless the list is in it.
 */
export function useShortcuts(list: RefObject<Element | null>, shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { key, shiftKey, altKey, defaultPrevented, isComposing, target } = event;
      const isWanted = (IS_MAC ? event.metaKey : event.ctrlKey) && !altKey && !defaultPrevented && !isComposing;
      const dialogOf = (element: Element | null) => element?.closest('[role=dialog]') ?? null;
      if (!isWanted || dialogOf(target instanceof Element ? target : null) !== dialogOf(list.current)) return;
      const letter = key.toLowerCase();
      const shortcut = letter === 'k' && !shiftKey ? 'search' : letter === 'o' && shiftKey ? 'begin' : undefined;
      if (!shortcut) return;
      event.preventDefault();
      current.current[shortcut]();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [list]);
}
