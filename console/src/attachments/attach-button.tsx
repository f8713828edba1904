import { useRef } from 'react';
import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { CHOSEN_TYPES } from './attached-file.ts';

/** Opens the window in which files are chosen. */
export function AttachButton({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const strings = useStrings();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={CHOSEN_TYPES}
        aria-label={strings.attachments.choose}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file may be chosen again after it was taken away.
          target.value = '';
        }}
      />
      <IconButton
        label={strings.attachments.choose}
        icon={<Icon name="attach" />}
        onClick={() => input.current?.click()}
      />
    </>
  );
}
