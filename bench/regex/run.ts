import { median } from '../measure.ts';
import { machine, markdownTable } from '../table.ts';
import { READERS, type Reader } from './readers.ts';
import { HOSTILE_TEXTS, type HostileText } from './texts.ts';

// `npm run bench -- regex`: each function of Lex that reads the text of a model, a user or a client reads hostile
// texts, and texts of twice their length. It reads all of them once; those that took longest are then measured.

/** In UTF-16 units: a message may have twice as many. */
const LENGTH = 16_000;
const MOST_TIMES = 2.5;
const SLOWEST = 4;
const ROUNDS = 5;
/** The least time of a sample. A sample that misses the aim is measured again. */
const LEAST_MS = 20;
const TRIES = 3;
/** A shorter time can't be told from nothing. */
const NOTHING_MS = 0.02;

interface Measured {
  readonly text: HostileText;
  /** The time for one text, and for one of twice its length. */
  readonly ms: number;
  readonly doubledMs: number;
  readonly times: number;
}

async function read(reader: Reader, text: string): Promise<void> {
  try {
    const result = reader.read(text);
    if (result instanceof Promise) await result;
  } catch {
    // The reader refused the text.
  }
}

/** The processor's time, so that other processes don't count. */
async function millisecondsOf(reader: Reader, text: string, repeats: number): Promise<number> {
  const started = process.cpuUsage();
  for (let count = 0; count < repeats; count++) await read(reader, text);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000 / repeats;
}

async function measure(reader: Reader, text: HostileText, length: number): Promise<Measured> {
  const [once, doubled] = [text.make(length), text.make(2 * length)];
  const repeats = Math.max(1, Math.ceil(LEAST_MS / Math.max(0.001, await millisecondsOf(reader, once, 1))));
  let best: Measured | undefined;
  for (let tries = 0; tries < TRIES && (best === undefined || best.times > MOST_TIMES); tries++) {
    const samples: [number, number][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const first = await millisecondsOf(reader, once, repeats);
      samples.push([first, await millisecondsOf(reader, doubled, repeats)]);
    }
    const [ms, doubledMs] = [median(samples.map(([first]) => first)), median(samples.map(([, second]) => second))];
    const times = doubledMs < NOTHING_MS ? 1 : doubledMs / ms;
    if (best === undefined || times < best.times) best = { text, ms, doubledMs, times };
  }
  if (!best) throw new Error('Nothing was measured.');
  return best;
}

/** The text whose double length takes the reader the most times as long. */
async function worstOf(reader: Reader): Promise<Measured> {
  const length = Math.floor(Math.min(2 * LENGTH, reader.longest ?? Number.POSITIVE_INFINITY) / 2);
  const all: { text: HostileText; ms: number }[] = [];
  for (const text of HOSTILE_TEXTS) all.push({ text, ms: await millisecondsOf(reader, text.make(2 * length), 1) });
  const slowest = all.sort((one, other) => other.ms - one.ms).slice(0, SLOWEST);
  const measured: Measured[] = [];
  for (const { text } of slowest) measured.push(await measure(reader, text, length));
  return measured.reduce((one, other) => (other.times > one.times ? other : one));
}

const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const rows: string[][] = [];
for (const reader of READERS) {
  const { text, ms: once, doubledMs, times } = await worstOf(reader);
  const isMissed = times > MOST_TIMES;
  rows.push([reader.name, `${times.toFixed(1)}${isMissed ? ' (missed)' : ''}`, ms(once), ms(doubledMs), text.name]);
  if (isMissed) process.exitCode = 1;
}
const head = ['what reads', `times as long, aim ≤ ${MOST_TIMES}`, 'for n', 'for 2n', 'worst text'];
process.stdout.write(`${markdownTable([head, ...rows])}\n\n${machine()}\n`);
