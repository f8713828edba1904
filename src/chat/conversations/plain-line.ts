// Each pattern goes forward only, from a sign to the next of its kind, so that none takes longer than its line is long.
const BLOCK_START = /^\s{0,20}(?:#{1,6}(?=\s|$)|>|[-+*](?=\s)(?:\s\[[ xX]\](?=\s))?)/;
const FENCE_OR_RULE = /^\s{0,20}(?:```|~~~|[-=*_\s]{3,}$)/;
const CLOSING_HASHES = /\s#{1,6}$/;
const CODE = /``([^`]+)``|`([^`]+)`/g;
const LINK = /!?\[([^[\]]{1,500})\]\((?:[^()\s]{0,2000})\)/g;
const AUTOLINK = /<(https?:\/\/[^<>\s]{1,2000})>/g;
// Stars and waves around a text, not within a word or a calculation: "6*7", "2 ** 3" and "*args" stay.
const STARS = [
  /(?<![\p{L}\p{N}*\\])\*\*\*(?=[^\s*])([^*]{1,500})(?<=[^\s*])\*\*\*(?![\p{L}\p{N}*])/gu,
  /(?<![\p{L}\p{N}*\\])\*\*(?=[^\s*])([^*]{1,500})(?<=[^\s*])\*\*(?![\p{L}\p{N}*])/gu,
  /(?<![\p{L}\p{N}*\\])\*(?=[^\s*])([^*]{1,500})(?<=[^\s*])\*(?![\p{L}\p{N}*])/gu,
];
const WAVES = /~~(?=[^\s~])([^~]{1,500})(?<=[^\s~])~~/g;
// Lines under a name are part of it: "__init__", "_private_". Markup holds more than one word.
const LINES = [
  /(?<![\p{L}\p{N}_\\])___(?=[^\s_])([^_]{1,500})(?<=[^\s_])___(?![\p{L}\p{N}_])/gu,
  /(?<![\p{L}\p{N}_\\])__(?=[^\s_])([^_]{1,500})(?<=[^\s_])__(?![\p{L}\p{N}_])/gu,
  /(?<![\p{L}\p{N}_\\])_(?=[^\s_])([^_]{1,500})(?<=[^\s_])_(?![\p{L}\p{N}_])/gu,
];
const MOST_BLOCKS = 8;

/** A line of Markdown as it is read: without its markup, and with nothing else taken away. Empty for a rule or a fence. */
export function plainLine(line: string): string {
  if (FENCE_OR_RULE.test(line)) return '';
  let text = line;
  for (let blocks = 0; blocks < MOST_BLOCKS && BLOCK_START.test(text); blocks++) text = text.replace(BLOCK_START, '');
  if (text !== line) text = text.trimEnd().replace(CLOSING_HASHES, '');
  return (
    text
      // What is code is taken as it stands.
      .split(CODE)
      .map((part, at) => (at % 3 === 0 ? withoutInline(part ?? '') : (part ?? '')))
      .join('')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

function withoutInline(text: string): string {
  let plain = text.replace(LINK, '$1').replace(AUTOLINK, '$1');
  // Twice, for what is emphasised within what is.
  for (const stars of [...STARS, ...STARS]) plain = plain.replace(stars, '$1');
  plain = plain.replace(WAVES, '$1');
  for (const lines of LINES) {
    plain = plain.replace(lines, (whole: string, inner: string) => (/\s/.test(inner) ? inner : whole));
  }
  return plain;
}
