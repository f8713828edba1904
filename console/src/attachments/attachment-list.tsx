import { useState } from 'react';
import { useStrings } from '../language/language.tsx';
import './attachments.css';
import { type AttachedFile, isImage } from './attached-file.ts';

export interface AttachmentListProps {
  readonly files: readonly AttachedFile[];
  /** Asks for addresses that hold, when one no longer does. */
  readonly onExpired?: () => void;
}

/** The files of a message. An image opens in a tab of its own. */
export function AttachmentList({ files, onExpired }: AttachmentListProps) {
  const strings = useStrings();
  if (files.length === 0) return null;
  return (
    <ul className="attachment-list" aria-label={strings.attachments.title}>
      {files.map((file) => (
        <li key={file.id}>
          {isImage(file) ? (
            <Picture file={file} onExpired={onExpired} />
          ) : (
            <a className="attachment-name" href={file.url} target="_blank" rel="noreferrer">
              <bdi>{file.name}</bdi>
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Each answer has another address of the same image: the one that is shown stays until it fails. */
function Picture({ file, onExpired }: { readonly file: AttachedFile; readonly onExpired: (() => void) | undefined }) {
  const [shown, setShown] = useState({ url: file.url, failed: false });
  const url = shown.failed && file.url !== shown.url ? file.url : shown.url;
  const failed = () => {
    if (!shown.failed) onExpired?.();
    setShown({ url, failed: true });
  };
  return (
    <a className="attachment-picture" href={url} target="_blank" rel="noreferrer">
      <img
        src={url}
        alt={file.name}
        title={file.name}
        loading="lazy"
        width={file.width ?? undefined}
        height={file.height ?? undefined}
        onError={failed}
      />
    </a>
  );
}
