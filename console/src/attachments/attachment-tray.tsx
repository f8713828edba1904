import { useRef } from 'react';
import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import './attachments.css';
import { isImage } from './attached-file.ts';
import type { Attachments, PendingFile } from './use-attachments.ts';

/** The files of the message that is being written: each can be taken away again. */
export function AttachmentTray({ attachments }: { readonly attachments: Attachments }) {
  const strings = useStrings();
  const list = useRef<HTMLUListElement>(null);
  const { pending, remove } = attachments;
  if (pending.length === 0) return null;
  const takeAway = (key: string, index: number) => {
    // Whoever goes through them by keyboard stays among them, or goes back to the text.
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const next = buttons[index + 1] ?? buttons[index - 1] ?? list.current?.closest('form')?.querySelector('textarea');
    next?.focus();
    remove(key);
  };
  return (
    <ul ref={list} className="attachment-tray" aria-label={strings.attachments.title}>
      {pending.map((each, index) => (
        <li key={each.key} className={`attachment attachment-${each.state}`}>
          <Preview pending={each} />
          <IconButton
            label={strings.attachments.remove(each.name)}
            icon={<Icon name="close" size={14} />}
            onClick={() => takeAway(each.key, index)}
          />
        </li>
      ))}
    </ul>
  );
}

function Preview({ pending }: { readonly pending: PendingFile }) {
  const strings = useStrings();
  if (pending.state === 'ready' && isImage(pending.file)) {
    return <img src={pending.file.url} alt={pending.name} title={pending.name} />;
  }
  return (
    <span className="attachment-name" role={pending.state === 'failed' ? 'alert' : 'status'}>
      <bdi>{pending.name}</bdi>
      {pending.state === 'uploading' && <small>{strings.attachments.uploading}</small>}
      {pending.state === 'failed' && <small>{failureOf(pending.error, strings)}</small>}
    </span>
  );
}

/** What the server says of the file, in English; of anything else what the console says. */
function failureOf(
  { code, message }: { readonly code: keyof ReturnType<typeof useStrings>['errors']; readonly message: string },
  { errors }: ReturnType<typeof useStrings>,
): string {
  return code === 'BAD_USER_INPUT' ? message : errors[code];
}
