import { useStrings } from '../language/language.tsx';
import '../documents/documents.css';
import type { ThreadMessage } from './message-tree.ts';

/** Which words of documents a reply rests on: by the numbers that it has in brackets. */
export function MessageCitations({ message: { citations } }: { readonly message: ThreadMessage }) {
  const { documents: strings } = useStrings();
  if (citations.length === 0) return null;
  return (
    <details className="sources">
      <summary>{strings.sources(citations.length)}</summary>
      <ol className="citations">
        {citations.map(({ number, page, heading, words, document }) => (
          <li key={number} value={number}>
            <cite dir="auto">{document.name}</cite>
            {page !== null && `, ${strings.page(page)}`}
            {heading !== null && (
              <>
                {', '}
                <span dir="auto">{heading}</span>
              </>
            )}
            <blockquote dir="auto">{words}</blockquote>
          </li>
        ))}
      </ol>
    </details>
  );
}
