/** The processes of docker-compose.yml that are maltreated. */
const SERVERS = ['serve-1', 'serve-2', 'serve-3'] as const;
const WORKERS = ['work-1', 'work-2'] as const;
const LEX = [...SERVERS, ...WORKERS] as const;

/** What a fault may hit, and how long it lasts, from and to, in milliseconds. */
interface FaultRange {
  readonly targets: readonly string[];
  readonly lastsMs: readonly [number, number];
}

const DOWN = [200, 3_000] as const;
/** Some of these are longer than leases and locks hold. */
const STILL = [500, 14_000] as const;
const SLOW = [1_000, 6_000] as const;
const MOMENT = [0, 0] as const;

/** Every kind of fault. How one is done is said in the table of carry-out.ts. */
export const FAULTS = {
  'kill a worker': { targets: WORKERS, lastsMs: DOWN },
  'stop a worker': { targets: WORKERS, lastsMs: DOWN },
  'pause a worker': { targets: WORKERS, lastsMs: STILL },
  'kill a server': { targets: SERVERS, lastsMs: DOWN },
  'stop a server': { targets: SERVERS, lastsMs: DOWN },
  'pause a server': { targets: SERVERS, lastsMs: STILL },
  'kill nginx': { targets: ['nginx'], lastsMs: DOWN },
  'stop nginx': { targets: ['nginx'], lastsMs: DOWN },
  'pause nginx': { targets: ['nginx'], lastsMs: SLOW },
  'reload nginx': { targets: ['nginx'], lastsMs: MOMENT },
  'kill Redis': { targets: ['redis'], lastsMs: DOWN },
  'stop Redis': { targets: ['redis'], lastsMs: DOWN },
  'pause Redis': { targets: ['redis'], lastsMs: SLOW },
  'empty Redis': { targets: ['redis'], lastsMs: DOWN },
  'kill PostgreSQL': { targets: ['postgres'], lastsMs: DOWN },
  'stop PostgreSQL': { targets: ['postgres'], lastsMs: DOWN },
  'pause PostgreSQL': { targets: ['postgres'], lastsMs: SLOW },
  'cut off from Redis': { targets: LEX, lastsMs: STILL },
  'slow to Redis': { targets: LEX, lastsMs: SLOW },
  'break connections to Redis': { targets: LEX, lastsMs: MOMENT },
  'cut off from PostgreSQL': { targets: LEX, lastsMs: STILL },
  'slow to PostgreSQL': { targets: LEX, lastsMs: SLOW },
  'break connections to PostgreSQL': { targets: LEX, lastsMs: MOMENT },
  'cut off clients': { targets: ['clients'], lastsMs: DOWN },
  'slow to clients': { targets: ['clients'], lastsMs: SLOW },
  'break connections of clients': { targets: ['clients'], lastsMs: MOMENT },
  'fill a disk': { targets: ['disk'], lastsMs: SLOW },
  'model refuses': { targets: ['model'], lastsMs: SLOW },
  'model breaks off': { targets: ['model'], lastsMs: SLOW },
} as const satisfies Record<string, FaultRange>;

export type FaultKind = keyof typeof FAULTS;

/** One fault of a plan. */
export interface Fault {
  readonly kind: FaultKind;
  /** A process, or what stands in the table for something else. */
  readonly target: string;
  /** When it begins, in milliseconds after the plan has. */
  readonly atMs: number;
  /** How long it lasts, in milliseconds. */
  readonly forMs: number;
}

/** Whether a text of the table's keys is one. */
export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(FAULTS, text);
}
