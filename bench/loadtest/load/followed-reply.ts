import type { Finding } from '../figures/findings.ts';
import type { ReplyEvent } from '../server/follower.ts';

const ENDS = new Set(['COMPLETED', 'STOPPED', 'FAILED']);

/** Puts a reply together from its events as a client does, over as many streams as it takes, and finds what is off. */
export class FollowedReply {
  readonly #id: string;
  readonly #findings: Finding[] = [];
  #text = '';
  #reasoning = '';
  /** The last one seen; undefined before the first event. */
  cursor: string | undefined;
  /** COMPLETED, STOPPED or FAILED; undefined while there may be more. */
  end: string | undefined;

  constructor(id: string) {
    this.#id = id;
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** @returns whether the event has the first words of the reply */
  take({ kind, cursor, text, reasoning, message }: ReplyEvent): boolean {
    if (this.end !== undefined) {
      this.#add('AFTER_END', `${kind} after ${this.end}`);
      return false;
    }
    if (cursor === this.cursor) this.#add('REPEAT', `cursor ${cursor} twice`);
    const isFirst = this.#text === '' && this.#reasoning === '';
    this.cursor = cursor;
    if (kind === 'RESTARTED') {
      this.#text = '';
      this.#reasoning = '';
    } else if (ENDS.has(kind)) {
      this.end = kind;
      this.#compare('text', this.#text, message?.content ?? '');
      this.#compare('reasoning', this.#reasoning, message?.reasoning ?? '');
    } else {
      this.#text += text ?? '';
      this.#reasoning += reasoning ?? '';
    }
    return isFirst && (this.#text !== '' || this.#reasoning !== '');
  }

  #compare(what: string, streamed: string, whole: string): void {
    if (streamed === whole) return;
    const kind = streamed.length < whole.length ? 'GAP' : streamed.length > whole.length ? 'REPEAT' : 'DIFFERENT';
    let same = 0;
    while (same < streamed.length && streamed[same] === whole[same]) same++;
    this.#add(kind, `${streamed.length} characters of ${what} came, of ${whole.length}; they part at ${same}`);
  }

  #add(kind: Finding['kind'], detail: string): void {
    this.#findings.push({ kind, detail: `reply ${this.#id}: ${detail}` });
  }
}
