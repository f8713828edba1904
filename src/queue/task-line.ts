import type { Task } from './task-queue.ts';

/** Tasks that wait: those with the lowest turn come first, and of these the one that has waited longest. */
export class TaskLine<T extends Task> {
  /** In order, from `#first` on: taking one moves that number instead of all that follow. */
  #line: T[] = [];
  #first = 0;
  /** Those that wait. A task that was deleted stays in the line until its turn comes. */
  readonly #waiting = new Map<string, T>();

  get size(): number {
    return this.#waiting.size;
  }

  has(id: string): boolean {
    return this.#waiting.has(id);
  }

  add(task: T): void {
    this.#waiting.set(task.id, task);
    this.#line.splice(this.#placeFor(task.turn), 0, task);
  }

  /** Takes out the task whose turn it is; undefined when none waits. */
  take(): T | undefined {
    for (;;) {
      const task = this.#line[this.#first];
      if (!task) return undefined;
      this.#first += 1;
      if (this.#first * 2 > this.#line.length) {
        this.#line = this.#line.slice(this.#first);
        this.#first = 0;
      }
      if (this.#waiting.get(task.id) !== task) continue;
      this.#waiting.delete(task.id);
      return task;
    }
  }

  get(id: string): T | undefined {
    return this.#waiting.get(id);
  }

  /** Those that wait, in the order in which they will be taken. */
  *inOrder(): Generator<T> {
    for (let place = this.#first; place < this.#line.length; place += 1) {
      const task = this.#line[place];
      if (task && this.#waiting.get(task.id) === task) yield task;
    }
  }

  delete(id: string): void {
    this.#waiting.delete(id);
  }

  clear(): void {
    this.#line = [];
    this.#first = 0;
    this.#waiting.clear();
  }

  /** The place behind all tasks of this turn or a lower one. */
  #placeFor(turn: number): number {
    let low = this.#first;
    let high = this.#line.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const task = this.#line[middle];
      if (task && task.turn <= turn) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
