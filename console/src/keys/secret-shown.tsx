import { useId, useRef, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';

/** A new key, to be put somewhere now. */
export function SecretShown({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const strings = useStrings();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setIsCopied] = useState(false);
  const copy = () => {
    field.current?.select();
    // Where the clipboard can't be written, the key stands marked, to be copied by hand.
    void navigator.clipboard?.writeText(secret).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    );
  };
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{strings.keys.secret}</label>
        <input
          ref={field}
          id={id}
          className="secret"
          readOnly
          value={secret}
          onFocus={(event) => event.target.select()}
        />
      </div>
      <p role="status" className="hint">
        {isCopied && strings.copied}
      </p>
      <div className="dialog-buttons">
        <Button onClick={copy} autoFocus>
          <Icon name={isCopied ? 'check' : 'copy'} /> {strings.copy}
        </Button>
        <Button kind="primary" onClick={onClose}>
          {strings.keys.kept}
        </Button>
      </div>
    </>
  );
}
