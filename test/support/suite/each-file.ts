import { afterAll } from 'vitest';
import './patient-waiting.ts';
import { endAll } from '../at-end.ts';

// Run before each file; what is registered first is called last. The modules of src/ and test/support are the same for all
// files that a process runs, so what a file began has to end with it.
afterAll(endAll);
