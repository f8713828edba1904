import { type ReactNode, useEffect, useRef } from 'react';

export interface PageProps {
  readonly title: string;
  /** What the page is for, in a sentence. */
  readonly explained?: string;
  /** Buttons beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page other than the chat: its title takes the focus, so that who hears the page knows where they are. */
export function Page({ title, explained, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · LEX`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <main className="page">
      <header className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {explained && <p className="page-explained">{explained}</p>}
      {children}
    </main>
  );
}
