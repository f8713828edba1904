/** What a key does in the list of conversations. */
export type RowAction = 'rename' | 'delete' | 'menu' | { readonly moveTo: number };

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** How far the keys for pages go. */
const PAGE = 10;

/**
 * What a key does that is pressed on a row; undefined: what it does anyway.
 *
 * @param index of the row
 * @param count how many rows there are
 */
export function rowActionOf(pressed: PressedKey, index: number, count: number): RowAction | undefined {
  const { key, shiftKey, ctrlKey, altKey, metaKey } = pressed;
  if (ctrlKey || altKey || metaKey) return undefined;
  if (shiftKey) return key === 'F10' ? 'menu' : undefined;
  const moveTo = (place: number) => ({ moveTo: Math.min(Math.max(place, 0), count - 1) });
  switch (key) {
    case 'ArrowDown':
      return moveTo(index + 1);
    case 'ArrowUp':
      return moveTo(index - 1);
    case 'PageDown':
      return moveTo(index + PAGE);
    case 'PageUp':
      return moveTo(index - PAGE);
    case 'Home':
      return moveTo(0);
    case 'End':
      return moveTo(count - 1);
    case 'F2':
      return 'rename';
    case 'Delete':
      return 'delete';
    case 'ContextMenu':
      return 'menu';
    default:
      return undefined;
  }
}
