import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A server in a process of its own. */
export interface MeasuredServer {
  /** As the results call it. */
  readonly name: string;
  /** Of its GraphQL endpoint. */
  readonly url: string;
  readonly pid: number;
  /** Lets it publish the event with this number. */
  publish(number: number): void;
  /** Takes the processor from it while others are measured. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** What the benchmark does with a process that is a server. */
export function asServer(child: ChildProcess, { name, url }: { name: string; url: string }): MeasuredServer {
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start.`);
  return {
    name,
    url,
    pid,
    publish: (number) => void child.send({ publish: number }),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
