import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { codeRules } from './code-rules.ts';
import { cycleRules } from './cycle-rules.ts';
import {
  crowdedFolders,
  documentsOf,
  longLines,
  lostReferences,
  readFolders,
  unexplainedFolders,
} from './file-rules.ts';
import { importRules } from './import-rules.ts';
import { readSources } from './read-sources.ts';
import { failuresOf } from './rule.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

describe('the architecture', () => {
  const sources = readSources(`${PROJECT}/src`);
  const folders = readFolders(PROJECT);

  it.each([...importRules, ...cycleRules, ...codeRules])('$name', (rule) => {
    expect(failuresOf(rule, sources)).toEqual([]);
  });

  it('lines fit a screen', () => {
    expect(longLines(PROJECT, folders)).toEqual([]);
  });

  it('folders are taken in at a glance', () => {
    expect(crowdedFolders(folders)).toEqual([]);
  });

  it('documents name what is there', () => {
    const documents = documentsOf(PROJECT, folders);
    expect(documents).toContain('docs/architecture.md');
    expect(lostReferences(PROJECT, documents)).toEqual([]);
  });

  it('each folder of src says what it is', () => {
    expect(unexplainedFolders(PROJECT, folders)).toEqual([]);
  });
});
