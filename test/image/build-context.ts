import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Copies what `.dockerignore` lets through, as `docker build` hands it over. */
export async function copyBuildContext(from: string, to: string): Promise<void> {
  const isLet = letThrough(await readFile(join(from, '.dockerignore'), 'utf8'));
  const entries = (await readdir(from)).filter((name) => name !== 'node_modules' && name !== '.git');
  for (const entry of entries) await copy(entry);

  async function copy(path: string): Promise<void> {
    const below = await readdir(join(from, path)).catch(() => undefined);
    if (below) for (const name of below) await copy(`${path}/${name}`);
    else if (isLet(path)) {
      await mkdir(dirname(join(to, path)), { recursive: true });
      await cp(join(from, path), join(to, path));
    }
  }
}

/** Reads ignore patterns: the last one that fits a path, or a directory above it, decides. */
export function letThrough(text: string): (path: string) => boolean {
  const patterns = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => ({
      keeps: line.startsWith('!'),
      pattern: expression(line.replace(/^!/, '').replace(/^\/|\/$/g, '')),
    }));
  return (path) => {
    const steps = path.split('/');
    const above = steps.map((_, index) => steps.slice(0, index + 1).join('/'));
    return patterns.findLast(({ pattern }) => above.some((each) => pattern.test(each)))?.keeps ?? true;
  };
}

function expression(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (star) => (star.startsWith('**') ? '.*' : star === '*' ? '[^/]*' : '[^/]'));
  return new RegExp(`^${source}$`);
}
