import { setTimeout } from 'node:timers/promises';

/** How long a server that is told to may take to go, and to be back, in milliseconds. */
const GONE_WITHIN_MS = 10_000;
const BACK_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 100;

/** Resolves when a server that is about to start again has done so, or hasn't in a time in which it should have. */
export async function startedAgain(serverUrl: string): Promise<void> {
  await until(async () => !(await isReady(serverUrl)), GONE_WITHIN_MS);
  await until(() => isReady(serverUrl), BACK_WITHIN_MS);
}

/** Resolves when a server is up, however often it has to be mended before that, or when nobody waits any more. */
export async function whenReady(serverUrl: string, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted && !(await isReady(serverUrl))) await setTimeout(ASK_EVERY_MS);
}

async function until(holds: () => Promise<boolean>, withinMs: number): Promise<void> {
  const late = AbortSignal.timeout(withinMs);
  while (!late.aborted && !(await holds())) await setTimeout(ASK_EVERY_MS);
}

async function isReady(serverUrl: string): Promise<boolean> {
  const answer = await fetch(`${serverUrl}/health/ready`, { signal: AbortSignal.timeout(1_000) }).catch(
    () => undefined,
  );
  return answer?.ok ?? false;
}
