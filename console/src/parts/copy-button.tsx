import { useEffect, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';

/** How long it says that it has copied, in milliseconds. */
const SAYS_MS = 2_000;

/** Puts a text where it can be pasted from. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const strings = useStrings();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAYS_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    // Browsers have no clipboard for pages that came without encryption from elsewhere than this machine.
    void navigator.clipboard?.writeText(text).then(() => setCopied(true));
  };
  if (!navigator.clipboard) return null;
  return (
    <>
      <IconButton
        label={copied ? strings.copied : label}
        icon={<Icon name={copied ? 'check' : 'copy'} size={16} />}
        onClick={copy}
      />
      <span className="unseen" role="status">
        {copied ? strings.copied : ''}
      </span>
    </>
  );
}
