import { beginningOf, CLOSE_OF_TEMPLATE, mayBecome, OPEN_OF_TEMPLATE, THINKING_TAGS } from './thinking-tags.ts';

/** A part of what a model wrote. */
export interface Written {
  readonly kind: 'text' | 'reasoning';
  readonly text: string;
}

/** So much of an answer is held back at most until it is clear that it is thinking, in UTF-16 units. */
const LONGEST_HELD = 200_000;
/** White space before an answer; more of it isn't waited with. */
const LONGEST_SPACE = 1_000;

/**
 * Takes what a model thinks between tags at the beginning of its answer apart from the answer, as it comes: the tags may be
 * split anywhere. Thinking that is never closed is thinking to its end. Once the answer has begun a tag is text.
 */
export class ThinkingSplitter {
  #state: 'start' | 'held' | 'thinking' | 'text' = 'start';
  /** What can't be told yet: white space, or the beginning of a tag. */
  #rest = '';
  #held: string[] = [];
  #heldLength = 0;
  #heldTail = '';
  #close = CLOSE_OF_TEMPLATE;
  #thought = false;
  #isHeldBack: boolean;
  #learnt: boolean | undefined;
  /** The end of the answer so far, to find a tag in that stands between lines. */
  #tail = '\n';

  /** @param isHeldBack whether the beginning is thinking when a tag is closed that wasn't opened, however late */
  constructor(isHeldBack: boolean) {
    this.#isHeldBack = isHeldBack;
  }

  /** Whether the model closed a tag that it hadn't opened, or was wrongly thought to; undefined when nothing was learnt. */
  get learnt(): boolean | undefined {
    return this.#learnt;
  }

  /** The answer comes whole: what is before the tag can be told now. */
  holdBack(): void {
    this.#isHeldBack = true;
  }

  /** The server takes the thinking apart itself: what is held back is the answer. */
  thinksApart(): Written[] {
    this.#isHeldBack = false;
    this.#thought = true;
    return this.#state === 'held' ? this.#release() : [];
  }

  push(piece: string): Written[] {
    if (piece === '') return [];
    switch (this.#state) {
      case 'start':
        return this.#begin(this.#rest + piece);
      case 'held':
        return this.#hold(piece);
      case 'thinking':
        return this.#think(this.#rest + piece);
      case 'text':
        return this.#write(piece);
    }
  }

  /** What was held back, when nothing follows. */
  end(): Written[] {
    const rest = this.#rest;
    this.#rest = '';
    if (this.#state === 'held') {
      this.#learnt = false;
      return this.#release();
    }
    if (this.#state === 'start') return rest.trim() === '' ? [] : [{ kind: 'text', text: rest }];
    return written('reasoning', rest);
  }

  #begin(text: string): Written[] {
    const start = text.trimStart();
    const tag = THINKING_TAGS.find(({ open }) => start.startsWith(open));
    this.#rest = '';
    if (tag) {
      this.#close = tag.close;
      return this.#startThinking(start.slice(tag.open.length));
    }
    const mayBeTag = [CLOSE_OF_TEMPLATE, ...THINKING_TAGS.map(({ open }) => open)].some((each) =>
      mayBecome(start, each),
    );
    if (mayBeTag && text.length < LONGEST_SPACE) {
      this.#rest = text;
      return [];
    }
    // White space after the thinking is none of the answer.
    const answer = this.#thought ? start : text;
    if (this.#thought) return this.#startText(answer);
    if (this.#isHeldBack || answer.includes(CLOSE_OF_TEMPLATE)) return this.#hold(answer);
    return this.#startText(answer);
  }

  #hold(piece: string): Written[] {
    this.#state = 'held';
    this.#held.push(piece);
    this.#heldLength += piece.length;
    const seen = this.#heldTail + piece;
    this.#heldTail = seen.slice(-CLOSE_OF_TEMPLATE.length);
    if (seen.includes(CLOSE_OF_TEMPLATE)) return this.#closeHeld();
    if (this.#heldLength <= LONGEST_HELD) return [];
    this.#learnt = false;
    return this.#release();
  }

  /** Unless the answer speaks of the tags, and has opened it as well. */
  #closeHeld(): Written[] {
    const all = this.#held.join('');
    const at = all.indexOf(CLOSE_OF_TEMPLATE);
    if (all.lastIndexOf(OPEN_OF_TEMPLATE, at) >= 0) return this.#release();
    this.#held = [];
    this.#learnt = true;
    return [...written('reasoning', all.slice(0, at)), ...this.#endThinking(all.slice(at + CLOSE_OF_TEMPLATE.length))];
  }

  #release(): Written[] {
    const all = this.#held.join('');
    this.#held = [];
    return this.#startText(all);
  }

  #startThinking(text: string): Written[] {
    this.#state = 'thinking';
    this.#thought = true;
    return this.#think(text);
  }

  #think(text: string): Written[] {
    const at = text.indexOf(this.#close);
    if (at >= 0)
      return [...written('reasoning', text.slice(0, at)), ...this.#endThinking(text.slice(at + this.#close.length))];
    const kept = beginningOf(this.#close, text);
    this.#rest = text.slice(text.length - kept);
    return written('reasoning', text.slice(0, text.length - kept));
  }

  /** Another thought may follow before the answer does. */
  #endThinking(text: string): Written[] {
    this.#state = 'start';
    this.#thought = true;
    this.#rest = '';
    return text === '' ? [] : this.#begin(text);
  }

  #startText(text: string): Written[] {
    this.#state = 'text';
    return this.#write(text);
  }

  #write(text: string): Written[] {
    if (!this.#thought && this.#learnt === undefined) this.#learn(text);
    return written('text', text);
  }

  /** A tag that closes what nobody opened, on a line of its own, as models write it: the next answer is held back. */
  #learn(text: string): void {
    const seen = this.#tail + text;
    if (seen.includes(`\n${CLOSE_OF_TEMPLATE}\n`)) this.#learnt = true;
    this.#tail = seen.slice(-(CLOSE_OF_TEMPLATE.length + 1));
  }
}

function written(kind: Written['kind'], text: string): Written[] {
  return text === '' ? [] : [{ kind, text }];
}
