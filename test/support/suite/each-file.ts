import { afterAll } from 'vitest';
import './patient-waiting.ts';
import { endAll } from '../at-end.ts';

// Vitest runs this before each file. The modules of src/ and test/support are the same for all files that a process
// runs, so what a file began has to end with it. What is registered first is called last.
afterAll(endAll);
