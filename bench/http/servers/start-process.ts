import { type ChildProcess, spawn } from 'node:child_process';

const started = new Set<ChildProcess>();
// One that is paused would outlive the benchmark.
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/**
 * Starts Node in a process that ends with this one, and can be sent messages. What it prints goes to the terminal.
 *
 * @param prefix what its command line begins with
 */
export function startProcess(
  prefix: readonly string[],
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): ChildProcess {
  const [program = process.execPath, ...rest] = [...prefix, process.execPath, ...args];
  const child = spawn(program, rest, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}
