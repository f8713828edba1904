import type { AuditAction, AuditCredential } from '../../generated/prisma/enums.ts';
import type { Caller } from '../viewer.ts';

export type { AuditAction, AuditCredential };

/** Who did something, as it is written down: a name and ids that outlive the user. */
export interface Actor {
  /** Null: whoever runs the server. */
  readonly id: string | null;
  readonly name: string;
  readonly credential: AuditCredential;
  /** Of a key, how it begins. */
  readonly keyPrefix: string | null;
}

/** Something that was done. */
export interface AuditEntry {
  /** The order of the entries. */
  readonly number: bigint;
  readonly at: Date;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly credential: AuditCredential;
  readonly keyPrefix: string | null;
  readonly action: AuditAction;
  /** The user or the key that it was done to. */
  readonly targetId: string | null;
  readonly targetName: string | null;
  readonly details: unknown;
}

/** Whoever runs the server, on its command line or by starting it. */
export const MACHINE: Actor = { id: null, name: 'the machine', credential: 'MACHINE', keyPrefix: null };

/** A caller as the actor of what they do. */
export function actorOf({ id, name, credential }: Pick<Caller, 'id' | 'name' | 'credential'>): Actor {
  const shown = credential?.shown;
  return {
    id,
    name,
    credential: shown?.kind ?? 'NONE',
    keyPrefix: shown?.kind === 'KEY' ? shown.prefix : null,
  };
}
