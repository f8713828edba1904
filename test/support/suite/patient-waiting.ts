import { vi } from 'vitest';

/** As long as `expect.poll` waits, whose time vitest.config.ts sets: there is no such setting for `vi.waitFor`. */
const TIMEOUT_MS = 300_000;

const { waitFor } = vi;

// It would wait for a second, which on a busy machine is soon over.
vi.waitFor = (holds, options = {}) =>
  waitFor(holds, typeof options === 'number' ? options : { timeout: TIMEOUT_MS, ...options });
