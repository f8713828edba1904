import { beginningOf, CLOSE_OF_TEMPLATE, mayBecome, OPEN_OF_TEMPLATE, THINKING_TAGS } from './thinking-tags.ts';

/** A piece that a model wrote: of its answer, or of its thinking. */
export interface Written {
  readonly kind: 'text' | 'reasoning';
  readonly text: string;
}

/** The most of an answer that is held back until it is clear whether it is thinking, in UTF-16 units. */
const LONGEST_HELD = 200_000;
/** The most white space before an answer that is held back. */
const LONGEST_SPACE = 1_000;

/**
 * Separates the thinking at the beginning of an answer, which stands between tags, from the answer. The text comes in
 * pieces, which may split a tag anywhere. Thinking whose tag is never closed goes on to the end. After the answer has
 * begun, a tag is text.
 */
export class ThinkingSplitter {
  #state: 'start' | 'held' | 'thinking' | 'text' = 'start';
  /** What may still be either: white space, or the beginning of a tag. */
  #rest = '';
  #held: string[] = [];
  #heldLength = 0;
  #heldTail = '';
  #close = CLOSE_OF_TEMPLATE;
  #thought = false;
  #isHeldBack: boolean;
  #learnt: boolean | undefined;
  /** The end of the answer so far, to find a tag that is alone on its line. */
  #tail = '\n';

  /**
   * @param isHeldBack whether the model may close a tag without having opened it, so that its beginning is held back
   */
  constructor(isHeldBack: boolean) {
    this.#isHeldBack = isHeldBack;
  }

  /** Whether the model closes a tag without having opened it; undefined when this answer doesn't show it. */
  get learnt(): boolean | undefined {
    return this.#learnt;
  }

  /** Says that the answer comes whole, so that holding it back costs no time. */
  holdBack(): void {
    this.#isHeldBack = true;
  }

  /** Says that the server separates the thinking itself, so that what is held back is the answer. */
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

  /** Returns what was held back, when nothing follows. */
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
    // White space after the thinking doesn't belong to the answer.
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

  /** Ends the thinking that was held back; when the text opens the tag as well, it is an answer about tags instead. */
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
    const held = beginningOf(this.#close, text);
    this.#rest = text.slice(text.length - held);
    return written('reasoning', text.slice(0, text.length - held));
  }

  /** Ends the thinking. More of it may follow before the answer. */
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

  /** Looks for a closing tag on a line of its own, without an opening one: then the next answer is held back. */
  #learn(text: string): void {
    const seen = this.#tail + text;
    if (seen.includes(`\n${CLOSE_OF_TEMPLATE}\n`)) this.#learnt = true;
    this.#tail = seen.slice(-(CLOSE_OF_TEMPLATE.length + 1));
  }
}

function written(kind: Written['kind'], text: string): Written[] {
  return text === '' ? [] : [{ kind, text }];
}
