import type { Logger } from '../log.ts';
import { handleTask, type Lane, type TaskHandler } from './lane.ts';
import type { SeenTask, TaskRange, TaskState } from './lane-view.ts';
import { TaskLine } from './task-line.ts';
import type { Delivery, Task, TaskOutcome, TaskWorker } from './task-queue.ts';

interface Taker {
  readonly handler: TaskHandler;
  readonly concurrency: number;
  readonly handled: Set<Promise<void>>;
}

/** A task in the lane. One that was forgotten and added again is another one, though its id is the same. */
interface HeldTask extends Task {
  readonly addedAt: Date;
  takenAt?: Date;
}

/** The tasks of one lane within this process. */
export class LocalLane implements Lane {
  readonly name: string;
  readonly #log: Logger;
  readonly #waiting = new TaskLine<HeldTask>();
  readonly #active = new Map<string, HeldTask>();
  readonly #delayed = new Map<string, { readonly task: HeldTask; readonly timer: NodeJS.Timeout; delayMs: number }>();
  readonly #takers = new Set<Taker>();

  constructor(name: string, log: Logger) {
    this.name = name;
    this.#log = log;
  }

  async add(...tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) {
      const { id } = task;
      if (this.#waiting.has(id) || this.#active.has(id) || this.#delayed.has(id)) continue;
      this.#waiting.add({ ...task, addedAt: new Date() });
    }
    this.#hand();
  }

  async remove(...tasks: readonly Delivery[]): Promise<void> {
    for (const { id } of tasks) {
      this.#waiting.delete(id);
      clearTimeout(this.#delayed.get(id)?.timer);
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

  silentForMs(): number {
    return 0;
  }

  async counts() {
    return { waiting: this.#waiting.size, active: this.#active.size, delayed: this.#delayed.size };
  }

  async list(state: TaskState, { skip, count }: TaskRange): Promise<readonly SeenTask[]> {
    const found: SeenTask[] = [];
    let place = 0;
    for (const { task, delayMs } of this.#in(state)) {
      if (place >= skip + count) break;
      if (place >= skip) found.push(seen(task, state, delayMs));
      place += 1;
    }
    return found;
  }

  async find(id: string): Promise<SeenTask | undefined> {
    const [waiting, active, delayed] = [this.#waiting.get(id), this.#active.get(id), this.#delayed.get(id)];
    if (waiting) return seen(waiting, 'waiting');
    if (active) return seen(active, 'active');
    return delayed && seen(delayed.task, 'delayed', delayed.delayMs);
  }

  async clear(): Promise<void> {
    this.#waiting.clear();
    this.#active.clear();
    for (const { timer } of this.#delayed.values()) clearTimeout(timer);
    this.#delayed.clear();
  }

  async close(): Promise<void> {
    this.#takers.clear();
    await this.clear();
  }

  *#in(state: TaskState): Generator<{ readonly task: HeldTask; readonly delayMs?: number }> {
    if (state === 'waiting') for (const task of this.#waiting.inOrder()) yield { task };
    if (state === 'active') for (const task of this.#active.values()) yield { task };
    if (state === 'delayed') yield* this.#delayed.values();
  }

  /** Hands tasks that wait to whoever may take more. */
  #hand(): void {
    for (const taker of this.#takers) {
      while (taker.handled.size < taker.concurrency) {
        const task = this.#waiting.take();
        if (!task) return;
        task.takenAt = new Date();
        this.#active.set(task.id, task);
        const handled = this.#handle(taker, task).finally(() => {
          taker.handled.delete(handled);
          this.#hand();
        });
        taker.handled.add(handled);
      }
    }
  }

  async #handle(taker: Taker, task: HeldTask): Promise<void> {
    const outcome = await handleTask(taker.handler, task, this.#log);
    if (this.#active.get(task.id) !== task) return;
    this.#active.delete(task.id);
    this.#settle(task, outcome);
  }

  #settle(task: HeldTask, outcome: TaskOutcome): void {
    if (outcome.kind === 'done') return;
    if (outcome.kind === 'handBack') {
      this.#waiting.add(task);
      return;
    }
    const timer = setTimeout(() => {
      this.#delayed.delete(task.id);
      this.#waiting.add(task);
      this.#hand();
    }, outcome.delayMs);
    timer.unref();
    this.#delayed.set(task.id, { task, timer, delayMs: outcome.delayMs });
  }
}

function seen({ id, kind, turn, addedAt, takenAt }: HeldTask, state: TaskState, delayMs?: number): SeenTask {
  return { id, kind, turn, state, addedAt, takenAt, delayMs };
}
