import './facts.css';

/** A JSON value as people read it. @param label what it is, for who hears the page */
export function JsonText({ label, value }: { readonly label: string; readonly value: unknown }) {
  return (
    // It scrolls, and what scrolls has to be reached by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section className="json" aria-label={label} tabIndex={0}>
      <pre>{JSON.stringify(value, undefined, 2)}</pre>
    </section>
  );
}
