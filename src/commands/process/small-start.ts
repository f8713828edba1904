import { setFlagsFromString } from 'node:v8';

// A process that starts runs a lot of code once, and two of V8's settings then cost memory that it never gives back.
// They can be changed while it runs, so that `node dist/main.js` needs no options for Node.

/** V8's own value: the space for new objects doubles when much of it is still in use. */
const GROWS = '--semi-space-growth-factor=2';
const STAYS = '--semi-space-growth-factor=1';
/**
 * About how many bytes of its code a function of WebAssembly runs through before it is optimised. The value of V8 in
 * Node 20 is a twentieth of this, and PostgreSQL reaches it in much that it does only once, when it starts.
 */
const OPTIMIZES_LATE = '--wasm-tiering-budget=36000000';

/** V8 says on standard error when it has no such setting, and a later version may have dropped one. */
const NEWEST_NODE = 24;

/**
 * Keeps the space for new objects as small as it begins, and has PostgreSQL's functions optimised only after some
 * hundredths of a second of work: the compilers' memory stays with the process.
 */
export function beginSmall(): void {
  set(OPTIMIZES_LATE, STAYS);
}

/** Lets the space for new objects grow as the work needs it. */
export function growFromNow(): void {
  set(GROWS);
}

function set(...flags: readonly string[]): void {
  if (Number.parseInt(process.versions.node, 10) <= NEWEST_NODE) for (const flag of flags) setFlagsFromString(flag);
}
