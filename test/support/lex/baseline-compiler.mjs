import { setFlagsFromString } from 'node:v8';

// Loaded into the processes of Lex that tests start. They live for moments, and half of their processor time went into
// optimising PGlite's WebAssembly for a long life: with the baseline compiler alone, `lex export` took 1.3 s instead of
// 2.7 s (2 cores, Node 20).
setFlagsFromString('--liftoff-only');
