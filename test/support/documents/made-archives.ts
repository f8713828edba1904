import { strToU8, zipSync } from 'fflate';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const TYPES =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  '<Override PartName="/word/document.xml" ' +
  'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const RELATIONS =
  '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" ' +
  'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" ' +
  'Target="word/document.xml"/></Relationships>';
const STYLE = '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>';
const STYLES = `<w:styles ${W}>${STYLE}</w:styles>`;

/** A Word document of headings, which begin with `#`, and paragraphs. */
export function madeDocx(lines: readonly string[]): Buffer {
  const paragraphs = lines.map((line) => {
    const style = line.startsWith('#') ? '<w:pPr><w:pStyle w:val="H1"/></w:pPr>' : '';
    return `<w:p>${style}<w:r><w:t>${line.replace(/^#\s*/, '')}</w:t></w:r></w:p>`;
  });
  return zipped({
    '[Content_Types].xml': TYPES,
    '_rels/.rels': RELATIONS,
    'word/styles.xml': STYLES,
    'word/document.xml': `<w:document ${W}><w:body>${paragraphs.join('')}</w:body></w:document>`,
  });
}

/** A book of chapters, which are pages. */
export function madeEpub(chapters: readonly string[]): Buffer {
  const items = chapters.map((_, at) => `<item id="c${at}" href="text/chapter%20${at}.xhtml"/>`).join('');
  const spine = chapters.map((_, at) => `<itemref idref="c${at}"/>`).join('');
  return zipped({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
    'OEBPS/book.opf': `<package><manifest>${items}</manifest><spine>${spine}</spine></package>`,
    ...Object.fromEntries(chapters.map((chapter, at) => [`OEBPS/text/chapter ${at}.xhtml`, chapter])),
  });
}

export function zipped(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const entries = Object.entries(files).map(([name, content]) => [
    name,
    typeof content === 'string' ? strToU8(content) : content,
  ]);
  return Buffer.from(zipSync(Object.fromEntries(entries)));
}
