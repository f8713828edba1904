import type { Logger } from '../log.ts';
import { handleTask, type Lane, type TaskHandler } from './lane.ts';
import { TaskLine } from './task-line.ts';
import type { Delivery, Task, TaskOutcome, TaskWorker } from './task-queue.ts';

interface Taker {
  readonly handler: TaskHandler;
  readonly concurrency: number;
  readonly handled: Set<Promise<void>>;
}

/** The tasks of one lane within this process. */
export class LocalLane implements Lane {
  readonly #log: Logger;
  readonly #waiting = new TaskLine();
  /** A task that was forgotten and added again is another one, though its id is the same. */
  readonly #active = new Map<string, Task>();
  readonly #delayed = new Map<string, NodeJS.Timeout>();
  readonly #takers = new Set<Taker>();

  constructor(log: Logger) {
    this.#log = log;
  }

  async add(...tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) {
      const { id } = task;
      if (!this.#waiting.has(id) && !this.#active.has(id) && !this.#delayed.has(id)) this.#waiting.add(task);
    }
    this.#hand();
  }

  async remove(...tasks: readonly Delivery[]): Promise<void> {
    for (const { id } of tasks) {
      this.#waiting.delete(id);
      clearTimeout(this.#delayed.get(id));
      this.#delayed.delete(id);
    }
  }

  async work(handler: TaskHandler, concurrency: number): Promise<TaskWorker> {
    const taker: Taker = { handler, concurrency, handled: new Set() };
    this.#takers.add(taker);
    this.#hand();
    return {
      close: async () => {
        this.#takers.delete(taker);
        await Promise.all(taker.handled);
      },
    };
  }

  async counts() {
    return { waiting: this.#waiting.size, active: this.#active.size, delayed: this.#delayed.size };
  }

  async clear(): Promise<void> {
    this.#waiting.clear();
    this.#active.clear();
    for (const timer of this.#delayed.values()) clearTimeout(timer);
    this.#delayed.clear();
  }

  async close(): Promise<void> {
    this.#takers.clear();
    await this.clear();
  }

  /** Hands tasks that wait to whoever may take more. */
  #hand(): void {
    for (const taker of this.#takers) {
      while (taker.handled.size < taker.concurrency) {
        const task = this.#waiting.take();
        if (!task) return;
        this.#active.set(task.id, task);
        const handled = this.#handle(taker, task).finally(() => {
          taker.handled.delete(handled);
          this.#hand();
        });
        taker.handled.add(handled);
      }
    }
  }

  async #handle(taker: Taker, task: Task): Promise<void> {
    const outcome = await handleTask(taker.handler, task, this.#log);
    if (this.#active.get(task.id) !== task) return;
    this.#active.delete(task.id);
    this.#settle(task, outcome);
  }

  #settle(task: Task, outcome: TaskOutcome): void {
    if (outcome.kind === 'done') return;
    if (outcome.kind === 'handBack') {
      this.#waiting.add(task);
      return;
    }
    const timer = setTimeout(() => {
      this.#delayed.delete(task.id);
      void this.add(task);
    }, outcome.delayMs);
    timer.unref();
    this.#delayed.set(task.id, timer);
  }
}
