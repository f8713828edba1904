import { type ReactNode, useEffect, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { CopyButton } from '../parts/copy-button.tsx';

/** Longer code is shown in one colour: finding its words would hold the page up, in characters. */
const LONGEST_COLOURED = 20_000;

export interface CodeBlockProps {
  readonly code: string;
  /** What its author calls the language. */
  readonly language: string;
  readonly isWriting: boolean;
}

/** Code with a button that copies it. It is coloured when it is whole; what colours it is loaded with the first. */
export function CodeBlock({ code, language, isWriting }: CodeBlockProps) {
  const strings = useStrings();
  const [name = ''] = language.trim().toLowerCase().split(/\s/, 1);
  const [coloured, setColoured] = useState<{ readonly code: string; readonly content: ReactNode }>();
  useEffect(() => {
    if (isWriting || !name || code.length > LONGEST_COLOURED) return;
    let wanted = true;
    import('./colour-code.tsx')
      .then(({ colourCode }) => colourCode(code, name))
      .then((content) => wanted && setColoured({ code, content }))
      // Code without colours can be read as well.
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [code, name, isWriting]);
  return (
    <div className="code-block">
      <div className="code-head">
        <span>{name.slice(0, 30)}</span>
        <CopyButton text={code} label={strings.chat.copyCode} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that is wider than the page is moved by the arrow keys */}
      <pre tabIndex={0} dir="ltr">
        <code>{coloured?.code === code ? coloured.content : code}</code>
      </pre>
    </div>
  );
}
