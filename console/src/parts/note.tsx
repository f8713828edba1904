import { useEffect } from 'react';
import { useStrings } from '../language/language.tsx';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import type { NoteTime } from './note-time.ts';

export interface NoteProps {
  readonly text: string;
  readonly time: NoteTime;
  /** What can still be done about it, if anything. */
  readonly action: string | undefined;
  readonly onAction: () => void;
  readonly onClose: () => void;
}

/** A note at the edge of the page. Its time stands still while it is pointed at, or has the focus (WCAG 2.2.1). */
export function Note({ text, time, action, onAction, onClose }: NoteProps) {
  const strings = useStrings();
  // One that had to make room while somebody was at it goes in its time.
  useEffect(() => () => time.begin(), [time]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is done to it is being at it, and its buttons are inside.
    <div
      className="toast"
      onPointerEnter={time.hold}
      onFocus={time.hold}
      onPointerLeave={({ currentTarget }) => {
        if (!currentTarget.contains(document.activeElement)) time.begin();
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget) && !currentTarget.matches(':hover')) time.begin();
      }}
    >
      <span>{text}</span>
      {action !== undefined && <Button onClick={onAction}>{action}</Button>}
      <IconButton label={strings.close} icon={<Icon name="close" />} onClick={onClose} />
    </div>
  );
}
