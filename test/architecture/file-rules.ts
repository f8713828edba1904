import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where lines and folders are measured. */
const ROOTS = ['src', 'test', 'bench', 'scripts'];
const LONGEST_LINE = 120;
const MOST_FILES = 15;
const README_LINES = { from: 3, to: 10 };

/** What is written by a program. */
const isGenerated = (path: string) => /^src\/generated\/|^bench\/(results\.md|package-lock\.json)$/.test(path);
const isText = (name: string) => /\.(ts|mjs|md|sql|json|sh|conf)$/.test(name);

interface Folder {
  /** Below the project. */
  readonly path: string;
  readonly files: readonly string[];
}

/** The folders of the project that hold code, and all that they hold. */
export function readFolders(project: string): readonly Folder[] {
  const read = (path: string): Folder[] => {
    const entries = readdirSync(join(project, path), { withFileTypes: true });
    const files = entries.filter((each) => each.isFile()).map(({ name }) => name);
    const folders = entries.filter((each) => each.isDirectory() && each.name !== 'node_modules');
    return [{ path, files }, ...folders.flatMap(({ name }) => read(`${path}/${name}`))];
  };
  return ROOTS.flatMap(read).filter(({ path }) => !isGenerated(`${path}/`) || path === 'src/generated');
}

/** Lines that no screen shows whole. */
export function longLines(project: string, folders: readonly Folder[]): readonly string[] {
  return folders
    .flatMap(({ path, files }) => files.filter(isText).map((name) => `${path}/${name}`))
    .filter((file) => !isGenerated(file))
    .flatMap((file) =>
      readFileSync(join(project, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          [...line].length > LONGEST_LINE
            ? [`${file}:${index + 1}: a line has at most ${LONGEST_LINE} characters. Break it, comments and SQL too`]
            : [],
        ),
    );
}

/** Folders in which nothing is found by a glance. */
export function crowdedFolders(folders: readonly Folder[]): readonly string[] {
  return folders
    .filter(({ files }) => files.length > MOST_FILES)
    .map(
      ({ path, files }) =>
        `${path}: a folder has at most ${MOST_FILES} files side by side, it has ${files.length}. ` +
        'Give those that belong together a folder of their own',
    );
}

/** Folders of src, below it, that don't say what they are. */
export function unexplainedFolders(project: string, folders: readonly Folder[]): readonly string[] {
  const { from, to } = README_LINES;
  return folders
    .filter(({ path }) => path.startsWith('src/'))
    .filter(({ path }) => {
      const readme = join(project, path, 'README.md');
      const lines = existsSync(readme) ? readFileSync(readme, 'utf8').trimEnd().split('\n').length : 0;
      return lines < from || lines > to;
    })
    .map(
      ({ path }) =>
        `${path}: each folder of src has a README.md of ${from} to ${to} lines. ` +
        'Say what it is, what it may import, and where to begin reading',
    );
}

/** Where files are named besides the code. */
export function documentsOf(project: string, folders: readonly Folder[]): readonly string[] {
  const readmes = folders.filter(({ files }) => files.includes('README.md')).map(({ path }) => `${path}/README.md`);
  const docs = readdirSync(join(project, 'docs')).map((name) => `docs/${name}`);
  const own = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'].filter((name) =>
    existsSync(join(project, name)),
  );
  return [...own, ...docs, ...readmes].filter((path) => path.endsWith('.md'));
}

/**
 * Files and folders that a document names and that are not there: those it links to, from its own folder and with the
 * heading that the link names, and what stands in backticks and looks like a path: from the document's folder, from one
 * that this is in, or from `src`. `x-` stands for any name.
 */
export function lostReferences(project: string, documents: readonly string[]): readonly string[] {
  return documents.flatMap((document) => {
    const text = readFileSync(join(project, document), 'utf8');
    const named = [...text.matchAll(/`((?!x-)[a-z][\w./-]*(?:\.(?:ts|mjs|md|graphql|prisma|json)|\/))`/g)]
      .map(([, path = '']) => path)
      .filter((path) => ![...foldersAround(document), 'src'].some((from) => existsSync(join(project, from, path))));
    return [...lostLinks(project, document, text), ...named].map(
      (path) => `${document}: what a document names is there, and ${path} is not. Name what took its place`,
    );
  });
}

/** The links of a document that lead to no file, or to no heading of one. */
function lostLinks(project: string, document: string, text: string): string[] {
  return [...text.matchAll(/\]\(([\w./-]*)(?:#([\w-]+))?\)/g)]
    .filter(([, path = '', heading]) => {
      const file = join(project, path === '' ? document : join(dirname(document), path));
      if (!existsSync(file)) return true;
      return heading !== undefined && !headingsOf(readFileSync(file, 'utf8')).includes(heading);
    })
    .map(([, path = '', heading]) => (heading === undefined ? path : `${path}#${heading}`));
}

/** The headings of a document as links name them. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The folder of a file, those that it is in, and the project's own. */
function foldersAround(file: string): readonly string[] {
  const folder = dirname(file);
  return folder === '.' ? [folder] : [folder, ...foldersAround(folder)];
}
