import { createRequire } from 'node:module';

interface MiniSearch {
  addAll(documents: readonly { id: number; text: string }[]): void;
  search(query: string): { id: number }[];
}

/** MiniSearch over these texts, answering with their places; undefined where it isn't installed. */
export function createMiniSearch(texts: readonly string[]): { search(query: string): number[] } | undefined {
  let Peer: new (options: { fields: string[] }) => MiniSearch;
  try {
    Peer = createRequire(import.meta.url)('minisearch');
  } catch {
    return undefined;
  }
  const index = new Peer({ fields: ['text'] });
  index.addAll(texts.map((text, id) => ({ id, text })));
  return { search: (query) => index.search(query).map(({ id }) => id) };
}
