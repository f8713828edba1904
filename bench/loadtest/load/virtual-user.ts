import { setTimeout as sleep } from 'node:timers/promises';
import type { Beginning, Figures } from '../figures/figures.ts';
import type { LoadOptions } from '../options/read-options.ts';
import { CallFailure } from '../server/call-failure.ts';
import type { CallContext, Caller } from '../server/caller.ts';
import type { Follower } from '../server/follower.ts';
import { CHAT, STATUS } from '../server/operations.ts';
import type { Intent } from './choices.ts';
import type { Turn } from './compare-conversation.ts';
import { followToEnd } from './follow-to-end.ts';
import { OverdueReplies } from './overdue-replies.ts';
import { Spoken } from './spoken.ts';

/** What all users of a test share. */
export interface Surroundings {
  readonly caller: Caller;
  readonly figures: Figures;
  readonly options: Pick<LoadOptions, 'turns' | 'replyTimeoutMs'>;
  /** Ends whatever is under way. */
  readonly signal: AbortSignal;
}

/** So many conversations that could not be read are kept for later, of each user. */
const MOST_UNREAD = 100;

/** One user with a key and a conversation, who does one thing at a time. */
export class VirtualUser {
  readonly #shared: Surroundings;
  readonly #context: CallContext;
  readonly #follower: Follower | undefined;
  readonly #overdue: OverdueReplies;
  /** Those that ended and could not be read. */
  readonly #unread: Spoken[] = [];
  #spoken = new Spoken();

  /** @param follower undefined: replies are not followed */
  constructor(shared: Surroundings, key: string | undefined, follower: Follower | undefined) {
    this.#shared = shared;
    this.#context = { key, signal: shared.signal };
    this.#follower = follower;
    this.#overdue = new OverdueReplies({ ...shared, context: this.#context });
    shared.figures.users++;
  }

  /** Does a step, and counts what becomes of it. @param dueMs when it should have begun */
  async run(intent: Intent, dueMs: number): Promise<void> {
    const { figures, signal } = this.#shared;
    const beginning = { dueMs, sentMs: performance.now() };
    figures.begin(intent.step);
    try {
      if (intent.step === 'chat') await this.#chat(intent, beginning);
      else await this.#askForStatus(beginning);
      figures.done(intent.step);
    } catch (error) {
      if (signal.aborted) return figures.cutOff(intent.step);
      if (!(error instanceof CallFailure)) throw error;
      figures.failed(intent.step, error.code);
    }
    if (this.#spoken.sent >= this.#shared.options.turns) await this.#endConversation();
  }

  /** Looks again at replies that were late, and at the conversation; not when the test was broken off. */
  async finish(): Promise<void> {
    if (this.#follower) await this.#overdue.settle(this.#follower);
    const { figures, signal } = this.#shared;
    for (const spoken of [...this.#unread.splice(0), this.#spoken]) {
      const wasRead = await this.#check(spoken);
      if (!wasRead && !signal.aborted) figures.failedChecks++;
    }
  }

  close(): void {
    this.#follower?.close();
  }

  async #askForStatus(beginning: Beginning): Promise<void> {
    const { caller, figures } = this.#shared;
    await caller.call(STATUS, {}, this.#context);
    figures.measure('status', beginning);
  }

  async #chat({ message, isRepeated }: Intent & { step: 'chat' }, beginning: Beginning): Promise<void> {
    const turn = await this.#send(message, isRepeated, beginning);
    if (!this.#follower) return;
    const { figures, options, signal } = this.#shared;
    figures.openReplies++;
    try {
      const { end, findings } = await followToEnd(turn.replyId, {
        follower: this.#follower,
        timeoutMs: options.replyTimeoutMs,
        signal,
        onWords: () => figures.measure('first-delta', beginning),
        onEnd: () => figures.measure('reply', beginning),
        onBreak: (code) => figures.broke(code),
      });
      turn.end = end;
      figures.findings.add(findings);
    } catch (error) {
      if (error instanceof CallFailure && error.code === 'REPLY_TIMEOUT') this.#overdue.add(turn);
      throw error;
    } finally {
      figures.openReplies--;
    }
    if (turn.end !== 'COMPLETED') throw new CallFailure(`REPLY_${turn.end}`, 'The reply was not completed.');
  }

  /** Sends a message, and notes what was acknowledged. */
  async #send(message: string, isRepeated: boolean, beginning: Beginning): Promise<Turn> {
    const { caller, figures } = this.#shared;
    const spoken = this.#spoken;
    const input = { message, conversationId: spoken.id ?? null, idempotencyKey: crypto.randomUUID() };
    const call = () => caller.call(CHAT, { input }, this.#context);
    spoken.unknown++;
    const first = call().then((answer) => {
      figures.measure('ack', beginning);
      return answer;
    });
    if (isRepeated) figures.repeats++;
    // A moment later, as a client does that had no answer: the two overlap.
    const second = isRepeated ? sleep(1).then(call) : first;
    const [{ chat }, { chat: again }] = await bothOf(first, second);
    spoken.unknown--;
    spoken.id ??= chat.conversation.id;
    const turn: Turn = { messageId: chat.message.id, replyId: chat.reply.id, end: undefined };
    const isKnown = spoken.turns.some(({ replyId }) => replyId === turn.replyId);
    if (isKnown || again.reply.id !== turn.replyId || again.message.id !== turn.messageId) {
      const detail = isKnown ? 'answers two messages' : `and ${again.reply.id} answer one message`;
      figures.findings.add([{ kind: 'DOUBLED', detail: `reply ${turn.replyId} ${detail}` }]);
    }
    spoken.turns.push(turn);
    return turn;
  }

  /** Begins another conversation. The one that ended is looked at later, where the server can't be reached now. */
  async #endConversation(): Promise<void> {
    const ended = this.#spoken;
    this.#spoken = new Spoken();
    if (await this.#check(ended)) return;
    if (this.#unread.length < MOST_UNREAD) this.#unread.push(ended);
    else this.#shared.figures.failedChecks++;
  }

  async #check(spoken: Spoken): Promise<boolean> {
    const { caller, figures, signal } = this.#shared;
    try {
      return await spoken.check(caller, figures, this.#context);
    } catch (error) {
      if (!signal.aborted) throw error;
      return false;
    }
  }
}

/** Both results. @throws what one failed with, when both have ended */
async function bothOf<T>(first: Promise<T>, second: Promise<T>): Promise<readonly [T, T]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}
