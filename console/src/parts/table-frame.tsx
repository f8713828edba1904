import type { ReactNode } from 'react';

export interface TableFrameProps {
  /** The id of the heading that names it. */
  readonly labelledBy: string;
  readonly children: ReactNode;
}

/** A table that is moved sideways where it is wider than the page, by keyboard too. */
export function TableFrame({ labelledBy, children }: TableFrameProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be moved has to be reachable by keyboard
    <div className="table-frame" role="group" aria-labelledby={labelledBy} tabIndex={0}>
      <table aria-labelledby={labelledBy}>{children}</table>
    </div>
  );
}
