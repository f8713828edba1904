import type { RootDatabase } from '../../../lmdb/open-lmdb.ts';
import { addRun, type ReplyRun } from '../../messages/reply-run.ts';

/** The reply, the attempt, and the position at which the piece begins. */
type PieceKey = [string, number, number];

/** The words of replies in LMDB, a piece for each append. Call what writes within a transaction. */
export interface ReplyPieces {
  put(replyId: string, attempt: number, position: number, run: ReplyRun): void;
  /** Deletes the pieces of all attempts of a reply. */
  drop(replyId: string): void;
  /** What an attempt has written from a position on. */
  runsFrom(replyId: string, attempt: number, position: number): ReplyRun[];
}

/**
 * Opens the pieces. Reasoning has a database of its own: an older version of Lex, which knows no reasoning, would read
 * it as text in the same one.
 */
export function openReplyPieces(root: RootDatabase): ReplyPieces {
  const pieces = {
    text: root.openDB<string, PieceKey>({ name: 'pieces', encoding: 'string' }),
    reasoning: root.openDB<string, PieceKey>({ name: 'thoughts', encoding: 'string' }),
  };

  /**
   * The pieces of one kind that begin at a position or later, and the last one before it, which may reach beyond it.
   */
  function piecesFrom(kind: ReplyRun['kind'], replyId: string, attempt: number, position: number) {
    const backwards = { start: [replyId, attempt, position], end: [replyId, attempt, 0] } satisfies Range;
    const [first] = [...pieces[kind].getKeys({ ...backwards, reverse: true, limit: 1 })];
    const range = {
      start: first ?? [replyId, attempt, 0],
      end: [replyId, attempt, Number.MAX_SAFE_INTEGER],
    } satisfies Range;
    return [...pieces[kind].getRange(range)].map(({ key, value }) => ({ start: key[2], kind, text: value }));
  }

  return {
    put(replyId, attempt, position, { kind, text }) {
      pieces[kind].putSync([replyId, attempt, position], text);
    },
    drop(replyId) {
      for (const ofKind of Object.values(pieces)) {
        const range = { start: [replyId, 0, 0], end: [replyId, Number.MAX_SAFE_INTEGER, 0] } satisfies Range;
        for (const key of [...ofKind.getKeys(range)]) ofKind.removeSync(key);
      }
    },
    runsFrom(replyId, attempt, position) {
      const thought = piecesFrom('reasoning', replyId, attempt, position);
      const said = piecesFrom('text', replyId, attempt, position);
      const runs: ReplyRun[] = [];
      for (const { start, kind, text } of [...thought, ...said].sort((one, other) => one.start - other.start)) {
        addRun(runs, { kind, text: text.slice(Math.max(0, position - start)) });
      }
      return runs;
    },
  };
}

interface Range {
  readonly start: PieceKey;
  readonly end: PieceKey;
}
