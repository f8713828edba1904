// No pattern goes back over what it has read, so that each takes time in proportion to the length of the line.
const BLOCK_START = /^\s{0,20}(?:#{1,6}(?=\s|$)|>|[-+*](?=\s)(?:\s\[[ xX]\](?=\s))?)/;
const FENCE_OR_RULE = /^\s{0,20}(?:```|~~~|[-=*_\s]{3,}$)/;
const CLOSING_HASHES = /\s#{1,6}$/;
const CODE = /``([^`]+)``|`([^`]+)`/g;
const LINK = /!?\[([^[\]]{1,500})\]\((?:[^()\s]{0,2000})\)/g;
const AUTOLINK = /<(https?:\/\/[^<>\s]{1,2000})>/g;
// Stars and tildes around a text. Those within a word or a calculation stay: "6*7", "2 ** 3", "*args".
const STARS = [
  /(?<![\p{L}\p{N}*\\])\*\*\*(?=[^\s*])([^*]{1,500})(?<=[^\s*])\*\*\*(?![\p{L}\p{N}*])/gu,
  /(?<![\p{L}\p{N}*\\])\*\*(?=[^\s*])([^*]{1,500})(?<=[^\s*])\*\*(?![\p{L}\p{N}*])/gu,
  /(?<![\p{L}\p{N}*\\])\*(?=[^\s*])([^*]{1,500})(?<=[^\s*])\*(?![\p{L}\p{N}*])/gu,
];
const TILDES = /~~(?=[^\s~])([^~]{1,500})(?<=[^\s~])~~/g;
// Underscores around one word are part of a name: "__init__", "_private_". Markup has more than one word.
const UNDERSCORES = [
  /(?<![\p{L}\p{N}_\\])___(?=[^\s_])([^_]{1,500})(?<=[^\s_])___(?![\p{L}\p{N}_])/gu,
  /(?<![\p{L}\p{N}_\\])__(?=[^\s_])([^_]{1,500})(?<=[^\s_])__(?![\p{L}\p{N}_])/gu,
  /(?<![\p{L}\p{N}_\\])_(?=[^\s_])([^_]{1,500})(?<=[^\s_])_(?![\p{L}\p{N}_])/gu,
];
const MOST_BLOCKS = 8;

/** A line of Markdown as people read it: without its markup, but with all its words. Empty for a rule or a fence. */
export function plainLine(line: string): string {
  if (FENCE_OR_RULE.test(line)) return '';
  let text = line;
  for (let blocks = 0; blocks < MOST_BLOCKS && BLOCK_START.test(text); blocks++) text = text.replace(BLOCK_START, '');
  if (text !== line) text = text.trimEnd().replace(CLOSING_HASHES, '');
  return (
    text
      // Code is taken as it stands.
      .split(CODE)
      .map((part, at) => (at % 3 === 0 ? withoutInline(part ?? '') : (part ?? '')))
      .join('')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

function withoutInline(text: string): string {
  let plain = text.replace(LINK, '$1').replace(AUTOLINK, '$1');
  // Twice, for emphasis within emphasis.
  for (const stars of [...STARS, ...STARS]) plain = plain.replace(stars, '$1');
  plain = plain.replace(TILDES, '$1');
  for (const underscores of UNDERSCORES) {
    plain = plain.replace(underscores, (whole: string, inner: string) => (/\s/.test(inner) ? inner : whole));
  }
  return plain;
}
