import type { Figures } from '../figures/figures.ts';
import { CallFailure } from '../server/call-failure.ts';
import type { CallContext, Caller } from '../server/caller.ts';
import type { Follower } from '../server/follower.ts';
import { MESSAGE } from '../server/operations.ts';
import type { Turn } from './compare-conversation.ts';
import { followToEnd } from './follow-to-end.ts';

/** So many are looked at again, of each user. */
const MOST = 100;

export interface OverdueOptions {
  readonly caller: Caller;
  readonly figures: Figures;
  readonly options: { readonly replyTimeoutMs: number };
  readonly context: CallContext;
}

/** Replies of a user that had no end in time. Under load they may be late; when the load is over, they have to end. */
export class OverdueReplies {
  readonly #turns: Turn[] = [];
  readonly #options: OverdueOptions;

  constructor(options: OverdueOptions) {
    this.#options = options;
  }

  add(turn: Turn): void {
    if (this.#turns.length < MOST) this.#turns.push(turn);
  }

  /** Follows all of them once more, and notes those that have no end now either. */
  async settle(follower: Follower): Promise<void> {
    const { signal } = this.#options.context;
    await Promise.all(
      this.#turns.splice(0).map(async (turn) => {
        await this.#settleOne(turn, follower).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      }),
    );
  }

  async #settleOne(turn: Turn, follower: Follower): Promise<void> {
    const { figures, options, context } = this.#options;
    const nothing = (): void => undefined;
    try {
      const { end, findings } = await followToEnd(turn.replyId, {
        follower,
        timeoutMs: options.replyTimeoutMs,
        signal: context.signal,
        onWords: nothing,
        onEnd: nothing,
        onBreak: (code) => figures.broke(code),
      });
      turn.end = end;
      figures.findings.add(findings);
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      await this.#noteUnended(turn, error);
    }
  }

  /** Only what the server itself calls unfinished is: one that can't be reached says nothing. */
  async #noteUnended({ replyId }: Turn, { code }: CallFailure): Promise<void> {
    const { caller, figures, context } = this.#options;
    try {
      const { message } = await caller.call(MESSAGE, { id: replyId }, context);
      const state = message?.state ?? 'gone';
      figures.findings.add([{ kind: 'UNENDED', detail: `reply ${replyId} is ${state}; its stream: ${code}` }]);
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      figures.failedChecks++;
    }
  }
}
