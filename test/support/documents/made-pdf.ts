import { deflateSync } from 'node:zlib';

/** A line of a page; larger letters than the others' make a heading. */
export interface MadeLine {
  readonly text: string;
  /** @default 11 */
  readonly size?: number;
}

/** What is written to a page in place of text. */
export interface MadePage {
  readonly lines?: readonly (string | MadeLine)[];
  /** The page's instructions themselves, packed or not. */
  readonly content?: Buffer;
  readonly isPacked?: boolean;
}

const escaped = (text: string) => text.replace(/[\\()]/g, (sign) => `\\${sign}`);

/** The instructions that draw lines, from the top of the page on. */
function drawn(lines: readonly (string | MadeLine)[]): Buffer {
  const shown = lines.map((line) => (typeof line === 'string' ? { text: line } : line));
  const parts = shown.map(
    ({ text, size = 11 }) => `/F1 ${size} Tf 0 -${Math.ceil(size * 1.25)} Td (${escaped(text)}) Tj`,
  );
  return Buffer.from(`BT 72 780 Td ${parts.join(' ')} ET`, 'latin1');
}

/** A PDF with these pages, as small programs write it. */
export function madePdf(pages: readonly MadePage[]): Buffer {
  const objects: Buffer[] = [];
  const add = (body: string | Buffer): number =>
    objects.push(Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1'));
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add('');
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  const kids = pages.map(({ lines = [], content, isPacked = true }) => {
    const stream = content ?? deflateSync(drawn(lines));
    const head = `<< /Length ${stream.length} ${isPacked ? '/Filter /FlateDecode ' : ''}>>\nstream\n`;
    const at = add(Buffer.concat([Buffer.from(head), stream, Buffer.from('\nendstream')]));
    return add(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> ' +
        `/Contents ${at} 0 R >>`,
    );
  });
  objects[1] = Buffer.from(
    `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${kids.length} >>`,
  );
  return written(objects);
}

function written(objects: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let length = parts[0]?.length ?? 0;
  const offsets = objects.map((object, index) => {
    const at = length;
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    parts.push(part);
    length += part.length;
    return at;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\n` +
        `startxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
