const ends: (() => Promise<unknown>)[] = [];

/** Ends something that a hook began when the tests of the calling file are done; what was begun last ends first. */
export function atEnd(end: () => Promise<unknown>): void {
  ends.push(end);
}

/** Called after each file by each-file.ts: vitest never runs an `afterAll` that is registered within a hook. */
export async function endAll(): Promise<void> {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
}
