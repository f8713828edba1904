import {
  ForgetDocument,
  RecallDocument,
  RememberDocument,
  RememberManyDocument,
} from '../../../src/generated/graphql.ts';
import type { Doing } from './drive.ts';

const PAUSE_MS = [100, 900] as const;
const MANY = 5;

/** Remembers, forgets and recalls, one thing after the other, until it is told to stop. */
export async function remember(doing: Doing): Promise<void> {
  const { random, stopped } = doing;
  for (let n = 0; !stopped.aborted; n++) {
    const what = random();
    if (what < 0.5) await rememberOne(doing, n);
    else if (what < 0.65) await rememberMany(doing, n);
    else if (what < 0.85) await forgetOne(doing);
    else await recallOne(doing);
    await doing.pause(PAUSE_MS);
  }
}

/** The word by which a memory is found, and no other of any user. */
const wordOf = (mark: string, key: string) => `${mark}crate${key}`;
const contentOf = (mark: string, key: string) => `The ${wordOf(mark, key)} is on a shelf`;

async function rememberOne({ user, asking, report }: Doing, n: number): Promise<void> {
  const key = `k${n}`;
  const content = contentOf(user.mark, key);
  const answer = await asking.untilAnswered(RememberDocument, { input: { key, content } });
  if ('code' in answer) return report.event(`${user.name} could not remember: ${answer.code}`);
  user.memories.set(key, content);
}

async function rememberMany({ user, asking, report }: Doing, n: number): Promise<void> {
  const keys = Array.from({ length: MANY }, (_, each) => `k${n}n${each}`);
  const input = keys.map((key) => ({ key, content: contentOf(user.mark, key) }));
  const answer = await asking.untilAnswered(RememberManyDocument, { input });
  if ('code' in answer) return report.event(`${user.name} could not remember many: ${answer.code}`);
  for (const { key, content } of input) user.memories.set(key, content);
}

async function forgetOne({ user, asking, random, report }: Doing): Promise<void> {
  const keys = [...user.memories.keys()];
  const key = keys[Math.floor(random() * keys.length)];
  if (key === undefined) return;
  const answer = await asking.untilAnswered(ForgetDocument, { key });
  if ('code' in answer) return report.event(`${user.name} could not forget: ${answer.code}`);
  user.memories.delete(key);
  user.forgotten.add(key);
}

async function recallOne({ user, asking, random }: Doing): Promise<void> {
  const keys = [...user.memories.keys()];
  const key = keys[Math.floor(random() * keys.length)];
  if (key !== undefined) await asking.once(RecallDocument, { query: wordOf(user.mark, key), limit: 3 });
}

/** What finds a memory by its key. */
export const questionFor = wordOf;
