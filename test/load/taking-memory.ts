import { availableMemory, privateMemory } from '../../src/load/private-memory.ts';

// Takes 64 MiB, and prints how much memory this process had to itself before and after that.

const before = privateMemory();
const taken = Buffer.alloc(64 * 2 ** 20, 1);
const after = privateMemory();
process.stdout.write(JSON.stringify({ before, after, available: availableMemory(), taken: taken.length }));
