import type { MarkedToken, Token } from 'marked';

/** How many elements, roughly, a part of a text would be drawn with: itself and all that is in it. */
export function tokenCount(token: Token): number {
  let count = 1;
  for (const inner of innerOf(token)) count += tokenCount(inner);
  return count;
}

function innerOf(token: Token): readonly Token[] {
  if (isTable(token)) return [token.header, ...token.rows].flatMap((row) => row.flatMap(({ tokens }) => tokens));
  if (isList(token)) return token.items;
  return 'tokens' in token && token.tokens ? token.tokens : [];
}

const isTable = (token: Token): token is Extract<MarkedToken, { type: 'table' }> => token.type === 'table';
const isList = (token: Token): token is Extract<MarkedToken, { type: 'list' }> => token.type === 'list';
