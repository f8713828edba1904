import ts from 'typescript';
import { eachNode, type Source } from './read-sources.ts';
import type { Rule } from './rule.ts';

/** What statements are sent by. */
const SQL_NAMES = new Set([
  'prisma',
  '$queryRaw',
  '$queryRawUnsafe',
  '$executeRaw',
  '$executeRawUnsafe',
  '$transaction',
]);
const STORE = /-store\.ts$/;
/** Where SQL is written besides the features' stores. */
const SQL_FOLDERS = /^(database|moving|generated)\//;

const LONGEST_FILE = 250;
const LONGEST_FUNCTION = 80;
const MEDIAN = 60;
const NINE_OF_TEN = 150;
/** So many of the longest files are named where all of them together are too long. */
const LONGEST_NAMED = 10;

const isGenerated = (file: string) => file.startsWith('generated/');
const byHand = (sources: readonly Source[]) => sources.filter(({ file }) => !isGenerated(file));

export const codeRules: readonly Rule[] = [
  {
    name: 'statements are sent by stores alone',
    wayOut: 'Move the statement into the x-store.ts of the feature, with a name that says what it reads or writes',
    breaches: (sources) =>
      sources.filter(({ file }) => !STORE.test(file) && !SQL_FOLDERS.test(file)).flatMap((source) => sqlIn(source)),
  },
  {
    name: 'the environment is read, and the process ended, in main.ts alone',
    wayOut: 'Take the setting from the configuration, and throw what ends the process',
    breaches: (sources) =>
      sources
        .filter(({ file, text }) => file !== 'main.ts' && /process\.(env|exit)\b/.test(text))
        .map(({ file }) => file),
  },
  {
    name: `a file above ${LONGEST_FILE} lines says in its first comment why it is long`,
    wayOut: 'Move one of its ideas into a file of its own; else begin it with a comment that has the word "long"',
    breaches: (sources) =>
      byHand(sources)
        .filter(({ text }) => linesOf(text) > LONGEST_FILE && !/\blong/.test(firstComment(text)))
        .map(({ file, text }) => `${file} (${linesOf(text)} lines)`),
  },
  {
    name: `half of the files have at most ${MEDIAN} lines, nine of ten at most ${NINE_OF_TEN}`,
    wayOut: 'Take apart files that hold two ideas',
    breaches(sources) {
      const sizes = byHand(sources).map(({ file, text }) => ({ file, lines: linesOf(text) }));
      sizes.sort((a, b) => a.lines - b.lines);
      const at = (share: number) => sizes[Math.floor(share * (sizes.length - 1))]?.lines ?? 0;
      if (at(0.5) <= MEDIAN && at(0.9) <= NINE_OF_TEN) return [];
      const all = `half have ${at(0.5)}, nine of ten ${at(0.9)}`;
      return sizes.slice(-LONGEST_NAMED).map(({ file, lines }) => `${file} (${lines} lines; ${all})`);
    },
  },
  {
    name: `a function has at most ${LONGEST_FUNCTION} lines`,
    wayOut: 'Give its parts names',
    breaches: (sources) => byHand(sources).flatMap((source) => longFunctions(source)),
  },
  {
    name: 'a line has one @throws',
    wayOut: 'Begin a line of the comment with each',
    breaches: (sources) =>
      byHand(sources).flatMap(({ file, text }) =>
        text.split('\n').flatMap((line, index) => (/@throws.*@throws/.test(line) ? [`${file}:${index + 1}`] : [])),
      ),
  },
];

function sqlIn({ file, tree }: Source): string[] {
  const found = new Set<string>();
  eachNode(tree, (node) => {
    if (!ts.isIdentifier(node) || !SQL_NAMES.has(node.text)) return;
    found.add(`${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1} (${node.text})`);
  });
  return [...found];
}

function longFunctions({ file, tree }: Source): string[] {
  const found: string[] = [];
  const lineAt = (position: number) => tree.getLineAndCharacterOfPosition(position).line + 1;
  eachNode(tree, (node) => {
    if (!ts.isFunctionLike(node)) return;
    const [start, end] = [lineAt(node.getStart()), lineAt(node.getEnd())];
    if (end - start + 1 > LONGEST_FUNCTION) found.push(`${file}:${start} (${nameOf(node)}, ${end - start + 1} lines)`);
  });
  return found;
}

/** As it is declared, or as what it is given to is called. */
function nameOf(node: ts.SignatureDeclaration): string {
  const declared = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return declared?.getText() ?? 'without a name';
}

function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function firstComment(text: string): string {
  const [comment] = ts.getLeadingCommentRanges(text, 0) ?? [];
  return comment ? text.slice(comment.pos, comment.end) : '';
}
