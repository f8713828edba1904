/** Memories in a part of the table; parts are made as they are needed, so a sparse match of a large index stays small. */
const PART = 1_024;

interface Part {
  readonly scores: Float64Array;
  /** One bit for each term that matched. */
  readonly matched: Uint32Array;
}

/** What each memory of a scope has scored so far, and by which of up to 32 terms. */
export class Scores {
  readonly #parts: (Part | undefined)[] = [];

  add(doc: number, score: number, term: number): void {
    const number = Math.floor(doc / PART);
    let part = this.#parts[number];
    if (!part) {
      part = { scores: new Float64Array(PART), matched: new Uint32Array(PART) };
      this.#parts[number] = part;
    }
    const at = doc % PART;
    part.scores[at] = (part.scores[at] ?? 0) + score;
    part.matched[at] = (part.matched[at] ?? 0) | (1 << term);
  }

  of(doc: number): number {
    return this.#parts[Math.floor(doc / PART)]?.scores[doc % PART] ?? 0;
  }

  /** Whether a term, by its number, is in a memory. */
  has(doc: number, term: number): boolean {
    return (((this.#parts[Math.floor(doc / PART)]?.matched[doc % PART] ?? 0) >>> term) & 1) === 1;
  }

  /** The numbers of the best, best first; of equals the one that came first. */
  best(limit: number): number[] {
    const docs: number[] = [];
    const scores: number[] = [];
    this.#parts.forEach((part, number) => {
      if (!part) return;
      for (let at = 0; at < PART; at++) {
        const score = part.scores[at] ?? 0;
        if (score === 0 || (docs.length === limit && score <= (scores[limit - 1] ?? 0))) continue;
        let place = docs.length;
        while (place > 0 && (scores[place - 1] ?? 0) < score) place--;
        docs.splice(place, 0, number * PART + at);
        scores.splice(place, 0, score);
        if (docs.length > limit) {
          docs.pop();
          scores.pop();
        }
      }
    });
    return docs;
  }
}
