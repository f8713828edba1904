import { useEffect } from 'react';

/**
 * Takes the place of `react-style-singleton`, with which Radix keeps the page behind a dialog from scrolling: it adds a
 * `<style>` to the page, which the content policy refuses. A style sheet that a script adopts is allowed.
 */
export const styleSingleton = () => {
  const use = styleHookSingleton();
  return ({ styles }: { readonly styles: string }) => {
    use(styles);
    return null;
  };
};

export const styleHookSingleton = () => {
  const sheet = new CSSStyleSheet();
  let users = 0;
  return (styles: string) =>
    useEffect(() => {
      sheet.replaceSync(styles);
      if (users++ === 0) document.adoptedStyleSheets.push(sheet);
      return () => {
        if (--users > 0) return;
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
      };
    }, [styles]);
};
