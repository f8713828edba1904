import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

const service = z.looseObject({
  image: z.string().optional(),
  build: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  deploy: z.object({ replicas: z.int().min(1) }).optional(),
});

/** The parts of a service in docker-compose.yml that are used without Docker. */
export type ComposeService = z.infer<typeof service>;

/**
 * Reads the services of a compose file, with its anchors merged, and its variables replaced by those of `environment`
 * or by the file's defaults.
 *
 * @throws {Error} when a variable is missing that the file can't do without
 */
export async function readCompose(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Readonly<Record<string, ComposeService>>> {
  const text = (await readFile(path, 'utf8')).replace(
    /\$\{(\w+):([-?])([^}$]*)\}/g,
    (_, name: string, kind: string, otherwise: string) => {
      if (kind === '?' && !environment[name]) throw new Error(`${name} is missing: ${otherwise}`);
      return environment[name] || otherwise;
    },
  );
  return z.object({ services: z.record(z.string(), service) }).parse(parse(text, { merge: true })).services;
}
