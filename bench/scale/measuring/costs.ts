import type { Running } from './measure-by-turns.ts';
import { measureReplies, type Replies } from './replies.ts';
import { measureSharedByAll, type SharedByAll } from './shared-by-all.ts';

/** What is taken of a deployment by what is done there. */
export interface Costs {
  readonly replies: Replies;
  readonly shared: SharedByAll;
}

export async function measureCosts(running: Running): Promise<Costs> {
  return { replies: await measureReplies(running), shared: await measureSharedByAll(running) };
}
