import { execFile } from 'node:child_process';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { npmEnvironment } from '../package/installed.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { type GroupedServer, startGroup } from '../support/lex/grouped-server.ts';
import { PATIENT } from '../support/lex/patient.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import type { PageCommand } from './read-commands.ts';

const WITHIN_MS = 240_000;
/** Of the checkout, what commands may write to: they get folders of their own. */
const OWN = ['.env', '.git', 'data', 'docs'];

/** Where a server is, what isn't here, and what would take long: what stands on pages, and what is run for it. */
export type Replacements = readonly (readonly [stands: string, runs: string])[];

/** What stands for programs that aren't here. On the pages `lex` is what a checkout runs by npm. */
const STAND_INS = `
lex() { npm run -s lex -- "$@"; }
systemctl() { case "$1 $2" in 'stop lex' | 'start lex') ;; *) return 1 ;; esac; }
ssh() { sh -c "$2"; }
`;
const STARTS = /\bnpm start\b|\blex -- serve\b|\blex serve\b/;

/** Runs the commands of one page one after the other, each as it stands there, in a folder like a checkout. */
export class PageRunner {
  readonly #folder: string;
  readonly #replacements: Replacements;
  #server: GroupedServer | undefined;
  /** What the commands so far have exported. */
  #exported = '';

  private constructor(folder: string, replacements: Replacements) {
    this.#folder = folder;
    this.#replacements = replacements;
  }

  static async open(replacements: Replacements): Promise<PageRunner> {
    const folder = await temporaryDirectory();
    for (const name of await readdir(packageRoot)) {
      if (!OWN.includes(name)) await symlink(join(packageRoot, name), join(folder, name));
    }
    await mkdir(join(folder, 'backups'));
    return new PageRunner(folder, replacements);
  }

  /** @returns what it printed; nothing of what starts a server. @throws when it fails */
  async run({ text }: Pick<PageCommand, 'text'>): Promise<string> {
    const line = this.#lineOf(text);
    if (STARTS.test(text)) {
      await this.stop();
      this.#server = await startGroup(`${this.#exported}${line}`, this.#surroundings(text), onTestFinished);
      return '';
    }
    if (text.startsWith('export ')) {
      this.#exported += `${line}\n`;
      return '';
    }
    const script = `exec </dev/null${STAND_INS}${this.#exported}${line}`;
    const { stdout } = await promisify(execFile)('sh', ['-ec', script], {
      ...this.#surroundings(text),
      timeout: WITHIN_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  /** Has a server run, if none does. */
  async serve(): Promise<void> {
    if (!this.#server) await this.run({ text: 'npm start' });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.stop();
  }

  #lineOf(text: string): string {
    const own: Replacements = [
      ['/var/backups/lex', join(this.#folder, 'backups')],
      ['http://127.0.0.1:4000', this.#server?.url ?? 'http://127.0.0.1:4000'],
      ['https://lex.example.com/graphql', `${this.#server?.url}/graphql`],
    ];
    // Also in what is run for what stands there.
    return [...this.#replacements, ...own].reduce((line, [stands, runs]) => line.replaceAll(stands, runs), text);
  }

  #surroundings(text: string) {
    // Without --replace a backup is put back where nothing is.
    const isEmptied = /\brestore\b/.test(text) && !/--(?:replace|check)\b/.test(text);
    const LEX_DATA_DIR = join(this.#folder, isEmptied ? 'emptied' : 'data');
    const { port } = new URL(this.#server?.url ?? 'http://127.0.0.1:0');
    const env = { ...npmEnvironment(), ...PATIENT, PORT: port || '0', LEX_DATA_DIR };
    return { cwd: this.#folder, env };
  }
}
