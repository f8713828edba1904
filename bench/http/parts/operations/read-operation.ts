import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * A document of a checkout's schema/operations, as its clients send it.
 *
 * @throws when there is none with this name
 */
export async function readOperation(checkout: string, name: string): Promise<string> {
  const persisted = join(checkout, 'schema', 'persisted.json');
  const documents = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(persisted, 'utf8')));
  const found = Object.values(documents).find((text) =>
    [' ', '('].some((next) => text.includes(`query ${name}${next}`)),
  );
  if (found === undefined) throw new Error(`schema/operations has no query ${name}.`);
  return found;
}
