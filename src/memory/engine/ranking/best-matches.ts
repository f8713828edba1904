/** The best few of many memories, gathered while they are scored: a heap whose first entry is the worst of them. */
export class BestMatches {
  readonly #limit: number;
  readonly #scores: Float64Array;
  readonly #docs: Float64Array;
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#scores = new Float64Array(limit);
    this.#docs = new Float64Array(limit);
  }

  /** The score that a memory must reach to be among the best. */
  get threshold(): number {
    return this.#size < this.#limit ? 0 : (this.#scores[0] ?? 0);
  }

  /** Takes a memory if it is among the best so far; of two with the same score the one with the lower number. */
  add(doc: number, score: number): void {
    if (this.#size < this.#limit) {
      let at = this.#size++;
      for (let parent = (at - 1) >> 1; at > 0 && this.#leavesBefore(score, doc, parent); parent = (at - 1) >> 1) {
        this.#move(parent, at);
        at = parent;
      }
      this.#set(at, doc, score);
    } else if (!this.#leavesBefore(score, doc, 0)) this.#replaceFirst(doc, score);
  }

  /** The numbers of the best, best first. */
  inOrder(): number[] {
    return Array.from(this.#docs.subarray(0, this.#size), (doc, at) => ({ doc, score: this.#scores[at] ?? 0 }))
      .sort((a, b) => b.score - a.score || a.doc - b.doc)
      .map(({ doc }) => doc);
  }

  #replaceFirst(doc: number, score: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      const other = child + 1;
      if (other < this.#size && this.#leavesBefore(this.#scores[other] ?? 0, this.#docs[other] ?? 0, child))
        child = other;
      if (this.#leavesBefore(score, doc, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#set(at, doc, score);
  }

  #leavesBefore(score: number, doc: number, at: number): boolean {
    const other = this.#scores[at] ?? 0;
    return score < other || (score === other && doc > (this.#docs[at] ?? 0));
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#docs[from] ?? 0, this.#scores[from] ?? 0);
  }

  #set(at: number, doc: number, score: number): void {
    this.#docs[at] = doc;
    this.#scores[at] = score;
  }
}
