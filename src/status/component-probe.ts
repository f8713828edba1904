import { messageOf } from '../errors.ts';
import { within } from '../time/within.ts';
import type { ComponentStatus } from './status.ts';

/** Something that can be asked whether it works. */
export interface Component {
  readonly name: string;
  /** Whether Lex can answer at all without it. */
  readonly needed: boolean;
  /** How long a result holds, in milliseconds: asking a provider costs more than asking the own database. */
  readonly ttlMs: number;
  probe(signal: AbortSignal): Promise<void>;
}

/** A component that takes longer than this to say that it works doesn't. */
export const PROBE_TIMEOUT_MS = 2_000;

/** Asks a component, and answers in time whatever it does. */
export async function probeComponent({ name, needed, probe }: Component): Promise<ComponentStatus> {
  const started = performance.now();
  try {
    await within(PROBE_TIMEOUT_MS, probe(AbortSignal.timeout(PROBE_TIMEOUT_MS)));
    return { name, state: 'UP', latencyMs: performance.now() - started, detail: undefined };
  } catch (error) {
    const state = needed ? 'DOWN' : 'DEGRADED';
    return { name, state, latencyMs: performance.now() - started, detail: messageOf(error) };
  }
}
