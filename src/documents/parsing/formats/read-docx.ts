import { zipSync } from 'fflate';
import mammoth from 'mammoth';
import type { Block } from './block.ts';
import { DocumentProblem } from './document-problem.ts';
import { readHtml } from './read-html.ts';
import { unzip } from './unzip.ts';

/** The text of a Word document by its headings and paragraphs. Its pictures are left packed. */
export async function* readDocx(bytes: Uint8Array): AsyncGenerator<Block> {
  const isText = (name: string) => /\.(?:xml|rels)$/i.test(name) && !/(?:^|\/)(?:media|embeddings)\//i.test(name);
  // Mammoth unpacks by itself without a limit: it is given what was unpacked here, packed without compression.
  const repacked = zipSync(Object.fromEntries(unzip(bytes, isText)), { level: 0 });
  let html: string;
  try {
    const ignored = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
    const converted = await mammoth.convertToHtml({ buffer: Buffer.from(repacked) }, { convertImage: ignored });
    html = converted.value;
  } catch {
    throw new DocumentProblem('This Word document is broken, and can not be read.');
  }
  yield* readHtml(html);
}
