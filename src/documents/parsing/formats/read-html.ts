import { Parser } from 'htmlparser2';
import type { Block } from './block.ts';

/** What a reader of the page doesn't see, or sees on every page. */
const LEFT_OUT = new Set('script style noscript template nav svg math head iframe object select button'.split(' '));
const BLOCKS = new Set(
  (
    'address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer h1 h2 h3 ' +
    'h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
);
/** Cells and items stand in one block with their neighbours. */
const LINES = new Set('li tr dt dd caption'.split(' '));
const JOINED = new Set('td th'.split(' '));
const PIECE = 65_536;

/** A page's blocks as it is read, from the parser's events: nothing is nested here, however deep the page is. */
class PageReader {
  readonly blocks: Block[] = [];
  #text = '';
  #hidden = 0;
  #preformatted = 0;
  #heading = 0;

  readonly handler = {
    onopentag: (name: string): void => {
      if (LEFT_OUT.has(name)) this.#hidden += 1;
      if (this.#hidden > 0) return;
      if (name === 'br' || LINES.has(name)) this.#text += '\n';
      else if (JOINED.has(name)) this.#text += this.#text.endsWith('\n') || this.#text === '' ? '' : ' | ';
      else if (BLOCKS.has(name)) this.#flush();
      if (name === 'li') this.#text += '- ';
      if (name === 'pre') this.#preformatted += 1;
      if (/^h[1-6]$/.test(name)) this.#heading = Number(name.slice(1));
    },
    ontext: (text: string): void => {
      if (this.#hidden > 0) return;
      this.#text += this.#preformatted > 0 ? text : text.replace(/\s+/g, ' ');
    },
    onclosetag: (name: string): void => {
      if (LEFT_OUT.has(name) && this.#hidden > 0) this.#hidden -= 1;
      if (this.#hidden > 0 || LEFT_OUT.has(name)) return;
      if (BLOCKS.has(name) && !LINES.has(name) && !JOINED.has(name)) this.#flush();
      if (name === 'pre' && this.#preformatted > 0) this.#preformatted -= 1;
      if (/^h[1-6]$/.test(name)) this.#heading = 0;
    },
  };

  #flush(): void {
    const text = this.#text.trim();
    this.#text = '';
    if (text === '') return;
    if (this.#heading > 0) this.blocks.push({ kind: 'heading', level: this.#heading, text });
    else this.blocks.push({ kind: 'text', text });
  }

  end(): void {
    this.#flush();
  }
}

/** The blocks of a page, as far as a reader would see them. */
export function* readHtml(text: string): Generator<Block> {
  const page = new PageReader();
  const parser = new Parser(page.handler, { decodeEntities: true, lowerCaseTags: true, recognizeSelfClosing: true });
  for (let at = 0; at < text.length; at += PIECE) {
    parser.write(text.slice(at, at + PIECE));
    yield* page.blocks.splice(0);
  }
  parser.end();
  page.end();
  yield* page.blocks.splice(0);
}
