import { messageOf } from '../errors.ts';
import { within } from '../time/within.ts';
import { askOnce } from './ask-once.ts';
import type { ComponentStatus } from './status.ts';

/** A part of Lex, or a service beside it, that can be asked whether it works. */
export interface Component {
  readonly name: string;
  /** Whether Lex can answer nothing without it. */
  readonly needed: boolean;
  /** How long the result of a probe is used, in milliseconds. */
  readonly ttlMs: number;
  /** Resolves when the component works. */
  probe(signal: AbortSignal): Promise<void>;
}

/** A component that doesn't answer in this time counts as one that doesn't work. */
export const PROBE_TIMEOUT_MS = 2_000;

/** Probes a component, and answers in time whatever it does. */
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

/** The same component, with callers that come during a probe sharing it, and the signal of the first of them. */
export function probedOnce(component: Component): Component {
  let signal: AbortSignal = new AbortController().signal;
  const ask = askOnce(() => component.probe(signal));
  return {
    ...component,
    probe(mine) {
      signal = mine;
      return ask();
    },
  };
}
