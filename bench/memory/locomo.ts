import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createMiniSearch } from './minisearch-peer.ts';

// The LoCoMo conversations (Maharana et al., ACL 2024) aren't part of Lex, since their licence is for measuring only.
// Each file has `turns` (id, speaker, text), whose ids begin with their session, and `questions` with the turns that
// answer them.
const FOLDER = fileURLToPath(new URL('../../../shared/data/locomo/', import.meta.url));
const TOP = 10;

interface Conversation {
  readonly turns: readonly { readonly id: string; readonly speaker: string; readonly text: string }[];
  readonly questions: readonly { readonly question: string; readonly evidence: readonly string[] }[];
}

/** The mean share of a question's evidence that is among the first ten found, in per cent. */
export interface Found {
  readonly lex: number;
  readonly miniSearch: number;
}

/**
 * Remembers each conversation in a namespace of its own, and asks its questions. Returns undefined where the
 * conversations aren't there.
 */
export async function measureLocomo(ask: GraphqlCall, folder = FOLDER): Promise<Found | undefined> {
  if (!existsSync(folder)) return undefined;
  const lex: number[] = [];
  const miniSearch: number[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const conversation: Conversation = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
    const { turns, questions } = conversation;
    const texts = turns.map(({ speaker, text }) => `${speaker}: ${text}`);
    await ask('mutation ($input: [MemoryInput!]!) { rememberMany(input: $input) { ids } }', {
      input: turns.map(({ id }, index) => ({
        namespace: file,
        key: id,
        group: id.split(':')[0],
        content: texts[index],
      })),
    });
    const peer = createMiniSearch(texts);
    for (const { question, evidence } of questions) {
      const { recall } = await ask<{ recall: { memory: { key: string } }[] }>(
        `query ($query: String!, $namespace: String) {
          recall(query: $query, namespace: $namespace, limit: 10) { memory { key } }
        }`,
        { query: question, namespace: file },
      );
      lex.push(
        shareOf(
          evidence,
          recall.map(({ memory }) => memory.key),
        ),
      );
      const others = peer.search(question).slice(0, TOP);
      miniSearch.push(
        shareOf(
          evidence,
          others.map((index) => turns[index]?.id ?? ''),
        ),
      );
    }
  }
  return { lex: mean(lex), miniSearch: mean(miniSearch) };
}

/** Sends an operation, and returns its data. */
export type GraphqlCall = <Data>(query: string, variables: unknown) => Promise<Data>;

function shareOf(evidence: readonly string[], found: readonly string[]): number {
  return evidence.filter((id) => found.includes(id)).length / evidence.length;
}

function mean(shares: readonly number[]): number {
  return (100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length;
}
