import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { parseDocument } from '../../src/documents/parsing/parse-document.ts';
import { madeDocx, madeEpub, zipped } from '../support/documents/made-archives.ts';
import { madePdf } from '../support/documents/made-pdf.ts';

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);

async function read(bytes: Uint8Array, claim: { name?: string; contentType?: string } = {}, maxCharacters = 1_000_000) {
  const parts = [];
  const said = { name: 'file', contentType: 'application/octet-stream', ...claim };
  for await (const parsed of parseDocument(Uint8Array.from(bytes), said, { maxCharacters })) {
    if (parsed.kind === 'end') return { type: parsed.type, pages: parsed.pages, parts };
    parts.push(...parsed.parts);
  }
  throw new Error('There was no end.');
}
const contents = async (...args: Parameters<typeof read>) => (await read(...args)).parts.map(({ content }) => content);

it('a PDF is read by its pages, headings and paragraphs', async () => {
  const pdf = madePdf([
    { lines: [{ text: 'The Kestrel pump', size: 20 }, 'It lifts water out of wells that are up to nine metres deep.'] },
    { lines: ['The valve is made of bronze, so that it never cor-', 'rodes in the water of the sea.'] },
  ]);
  const { type, pages, parts } = await read(pdf, { name: '../../etc/passwd', contentType: 'text/plain' });
  expect({ type, pages }).toEqual({ type: 'PDF', pages: 2 });
  expect(parts).toEqual([
    {
      page: 1,
      heading: 'The Kestrel pump',
      content: 'The Kestrel pump\nIt lifts water out of wells that are up to nine metres deep.',
    },
    {
      page: 2,
      heading: 'The Kestrel pump',
      content: 'The Kestrel pump\nThe valve is made of bronze, so that it never corrodes in the water of the sea.',
    },
  ]);
});

it('a page, Markdown, a Word document and a book are read by their headings', async () => {
  const page =
    '<!DOCTYPE html><html><head><title>x</title><script>alert("no")</script></head><body><nav>Home</nav>' +
    '<h1>Boats</h1><p>A sloop has one mast &amp; two sails.</p><h2>Yawls</h2><table><tr><td>masts</td>' +
    '<td>two</td></tr></table><ul><li>small</li><li>quick</li></ul></body></html>';
  expect(await contents(bytesOf(page))).toEqual([
    'Boats\nA sloop has one mast & two sails.',
    'Boats › Yawls\nmasts | two\n\n- small\n- quick',
  ]);
  const markdown = '# Boats\n\nA *sloop* has one mast.\n\n## Yawls\n\n```\nmasts: 2\n```\n';
  const { type, parts } = await read(bytesOf(markdown), { name: 'boats.md' });
  expect(type).toBe('MARKDOWN');
  expect(parts.map(({ heading }) => heading)).toEqual(['Boats', 'Boats › Yawls']);
  expect(await contents(madeDocx(['# Boats', 'A sloop has one mast.']))).toEqual(['Boats\nA sloop has one mast.']);
  expect(
    await contents(
      madeEpub([
        '<html><head><title/><script src="a.js"/></head><body><h1>One</h1><p>It rained.</p></body></html>',
        '<h1>Two</h1><p>It snowed.</p>',
      ]),
    ),
  ).toEqual(['One\nIt rained.', 'Two\nIt snowed.']);
});

it('text is read in the encoding that it has, whatever is claimed', async () => {
  const text = 'Der Fluß fließt über die Ebene.';
  for (const bytes of [
    bytesOf(text),
    bytesOf(`\ufeff${text}`),
    bytesOf(`\ufeff${text}`, 'utf16le'),
    bytesOf(text, 'utf16le'),
    bytesOf(`\ufeff${text}`, 'utf16le').swap16(),
    bytesOf(text, 'latin1'),
  ]) {
    expect(await contents(bytes, { contentType: 'application/pdf' })).toEqual([text]);
  }
  const greek = Buffer.from([0xc8, 0xe1, 0xeb, 0xe1, 0xf3, 0xf3, 0xe1]);
  expect(await contents(greek, { contentType: 'text/plain; charset=iso-8859-7' })).toEqual(['Θαλασσα']);
  expect(await contents(Buffer.concat([bytesOf('<html><meta charset="iso-8859-7"><p>'), greek]))).toEqual(['Θαλασσα']);
});

it('long paragraphs are divided at sentences, and nothing is lost or said twice', async () => {
  const sentences = Array.from({ length: 400 }, (_, at) => `Sentence ${at} says that ${at} is a number.`);
  const parts = await contents(bytesOf(sentences.join(' ')));
  expect(parts.length).toBeGreaterThan(5);
  expect(parts.join(' ')).toBe(sentences.join(' '));
  for (const part of parts) expect(part).toMatch(/^Sentence .*number\.$/s);
  const [whole = ''] = [await contents(bytesOf('🚲'.repeat(3_000)))];
  expect(whole).toSatisfy((each: string[]) => each.join('') === '🚲'.repeat(3_000));
});

const PDF = madePdf([{ lines: ['Nothing is hidden here.'] }]);

it.each([
  ['nothing', Buffer.alloc(0), /is empty/],
  ['a scanned PDF', madePdf([{}, {}]), /scanned.*OCR/],
  ['a PDF that ends early', PDF.subarray(0, 300), /broken/],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), /is a picture/],
  ['a program', Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'), /is a program/],
  ['bytes', Buffer.from(Array.from({ length: 500 }, (_, at) => (at * 7) % 32)), /holds no text/],
  ['white space', bytesOf(' \n\n\t '), /holds no text/],
  ['an archive', zipped({ 'a.txt': 'text' }), /archive, and neither DOCX nor EPUB/],
  ['an archive that ends early', madeDocx(['text']).subarray(0, 200), /two kinds|broken|can not be unpacked/],
  ['a PDF that is an archive too', Buffer.concat([PDF, zipped({ 'word/document.xml': 'x' })]), /two kinds at once/],
  ['a page that is a PDF too', Buffer.concat([bytesOf('<html><!--'), PDF]), /two kinds at once/],
  [
    'a Word document of no XML',
    zipped({ '[Content_Types].xml': 'x', 'word/document.xml': 'x' }),
    /Word document is broken/,
  ],
  ['a book without a beginning', zipped({ 'META-INF/container.xml': '<x/>' }), /begins/],
])('%s is refused in words that say what to do', async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toMatchObject({ name: 'DocumentProblem', message: expect.stringMatching(message) });
});

it('a zip bomb goes off nowhere', async () => {
  const bomb = zipped({
    '[Content_Types].xml': 'x',
    'word/document.xml': new Uint8Array(200 * 2 ** 20),
  });
  expect(bomb.length).toBeLessThan(2 ** 20);
  const before = process.memoryUsage().arrayBuffers;
  await expect(read(bomb)).rejects.toThrow(/unpacks to more than is read/);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
  // One that lies about its size is unpacked as far as it says.
  const lying = Buffer.from(bomb);
  for (let at = lying.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = lying.indexOf('PK\x01\x02', at + 1, 'latin1')) {
    if (lying.readUInt32LE(at + 24) > 2 ** 20) lying.writeUInt32LE(1_000, at + 24);
  }
  await expect(read(lying)).rejects.toThrow();
});

it('what is nested too deeply, or is too long, is read flat or refused', async () => {
  const deep = `<html>${'<div>'.repeat(20_000)}The end.${'</div>'.repeat(20_000)}`;
  expect(await contents(bytesOf(deep))).toEqual(['The end.']);
  const quoted = `${'>'.repeat(20_000)} The end.`;
  expect((await contents(bytesOf(quoted), { name: 'a.md' })).join('')).toContain('The end.');
  await expect(read(bytesOf('word '.repeat(1_000)), {}, 1_000)).rejects.toThrow(/more than 1,000 characters/);
});

it('pictures in a PDF are never decoded', async () => {
  const packed = deflateSync(Buffer.from('BT /F1 11 Tf 72 700 Td (Below a picture.) Tj ET'));
  expect(await contents(madePdf([{ content: packed }]))).toEqual(['Below a picture.']);
});
