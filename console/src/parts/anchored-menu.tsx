import * as Radix from '@radix-ui/react-dropdown-menu';
import { type ReactNode, useState } from 'react';

export interface AnchoredMenuProps {
  /** What it is for: read out. */
  readonly label: string;
  /** What it is shown at. */
  readonly at: Element;
  readonly onClose: () => void;
  /** Called when it has gone: here the focus goes back. */
  readonly onClosed: () => void;
  readonly children: ReactNode;
}

/** A menu that many things share: it is open as long as it is drawn, beside the one that it is about. */
export function AnchoredMenu({ label, at, onClose, onClosed, children }: AnchoredMenuProps) {
  // Where that was: it may be drawn anew meanwhile.
  const [{ left, top, width, height }] = useState(() => at.getBoundingClientRect());
  return (
    <Radix.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <Radix.Trigger asChild>
        <button
          type="button"
          aria-label={label}
          aria-hidden="true"
          tabIndex={-1}
          style={{ position: 'fixed', left, top, width, height, opacity: 0, pointerEvents: 'none' }}
        />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className="menu"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
