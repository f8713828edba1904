import MiniSearch from 'minisearch';

/** MiniSearch with its defaults, over these texts. A search returns their indexes. */
export function createMiniSearch(texts: readonly string[]): { search(query: string): number[] } {
  const index = new MiniSearch<{ id: number; text: string }>({ fields: ['text'] });
  index.addAll(texts.map((text, id) => ({ id, text })));
  return { search: (query) => index.search(query).map(({ id }) => Number(id)) };
}
