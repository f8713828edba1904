import { afterAll } from 'vitest';

const ends: (() => Promise<unknown>)[] = [];

// Here, since vitest never runs an `afterAll` that is registered within a hook. Each test file has modules of its own.
afterAll(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
});

/** Ends something that a hook began when the tests of the calling file are done; what was begun last ends first. */
export function atEnd(end: () => Promise<unknown>): void {
  ends.push(end);
}
