import { readFile } from 'node:fs/promises';
import { z } from 'zod';

// Seen from dist/bench/main.js.
const PERSISTED = new URL('../../schema/persisted.json', import.meta.url);

/**
 * A document of schema/operations, as clients send it.
 *
 * @throws when there is none with this name
 */
export async function readOperation(name: string): Promise<string> {
  const documents = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(PERSISTED, 'utf8')));
  const found = Object.values(documents).find((text) =>
    [' ', '('].some((next) => text.includes(`query ${name}${next}`)),
  );
  if (found === undefined) throw new Error(`schema/operations has no query ${name}.`);
  return found;
}
