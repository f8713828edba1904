import { Parser } from 'htmlparser2';
import type { Block, OnProgress } from './block.ts';
import { decodeText } from './decode-text.ts';
import { DocumentProblem } from './document-problem.ts';
import { readHtml } from './read-html.ts';
import { unzip } from './unzip.ts';

const CONTAINER = 'META-INF/container.xml';
const MOST_CHAPTERS = 10_000;

/** The chapters of a book in the order in which they are read. */
export function* readEpub(bytes: Uint8Array, onProgress: OnProgress): Generator<Block> {
  const files = unzip(bytes, (name) => /\.(?:opf|x?html?|xml)$/i.test(name));
  const textOf = (name: string): string | undefined => {
    const file = files.get(name);
    return file && decodeText(file);
  };
  const [root] = elementsOf(textOf(CONTAINER) ?? '', 'rootfile');
  const packagePath = root?.['full-path'] ?? '';
  const book = textOf(packagePath);
  if (book === undefined) throw new DocumentProblem('This book says nowhere where it begins: it is broken.');
  const hrefs = new Map(elementsOf(book, 'item').map(({ id = '', href = '' }) => [id, href]));
  const spine = elementsOf(book, 'itemref').slice(0, MOST_CHAPTERS);
  for (const [at, { idref = '' }] of spine.entries()) {
    const chapter = textOf(entryAt(packagePath, hrefs.get(idref) ?? ''));
    if (chapter !== undefined) yield* readHtml(chapter);
    onProgress({ share: (at + 1) / spine.length, step: `Reading chapter ${at + 1} of ${spine.length}` });
  }
}

/** The attributes of all elements of one name, whatever its prefix. */
function elementsOf(xml: string, name: string): Readonly<Record<string, string>>[] {
  const found: Record<string, string>[] = [];
  const parser = new Parser(
    { onopentag: (tag, attributes) => void (tag.split(':').at(-1) === name && found.push(attributes)) },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return found;
}

/** The name of the entry that a reference from a file means. It is looked up, and never opened as a path. */
function entryAt(from: string, href: string): string {
  try {
    return decodeURIComponent(new URL(href, `epub://book/${from}`).pathname.slice(1));
  } catch {
    return '';
  }
}
