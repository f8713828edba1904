import * as Radix from '@radix-ui/react-dialog';
import { type ReactNode, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';

export interface DialogProps {
  readonly title: string;
  /** Said right after the title. */
  readonly description?: string;
  readonly onClose: () => void;
  readonly children?: ReactNode;
  /** `drawer` comes from the side and is as high as the page. @default dialog */
  readonly shape?: 'dialog' | 'drawer';
}

/** Something to see to before the rest of the page. It is open as long as it is drawn; focus returns by itself. */
export function Dialog({ title, description, onClose, children, shape = 'dialog' }: DialogProps) {
  const strings = useStrings();
  // Radix looks later, when a field in the dialog may have taken the focus already.
  const [before] = useState(() => document.activeElement);
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content
          className={shape}
          onCloseAutoFocus={(event) => {
            if (!(before instanceof HTMLElement && before.isConnected)) return;
            event.preventDefault();
            before.focus();
          }}
          {...(description === undefined && { 'aria-describedby': undefined })}
        >
          <div className="dialog-head">
            <Radix.Title>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={strings.close} icon={<Icon name="close" />} />
            </Radix.Close>
          </div>
          {description !== undefined && <Radix.Description>{description}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface ConfirmDialogProps {
  readonly title: string;
  readonly description: string;
  /** The word on the button that does it. */
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that can't be undone. */
export function ConfirmDialog({ title, description, confirm, onConfirm, onClose }: ConfirmDialogProps) {
  const strings = useStrings();
  return (
    <Dialog title={title} description={description} onClose={onClose}>
      <div className="dialog-buttons">
        <Button onClick={onClose}>{strings.cancel}</Button>
        <Button
          kind="danger"
          onClick={() => {
            onConfirm();
            onClose();
          }}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
