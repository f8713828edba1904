import { z } from 'zod';
import { SCOPES } from '../keys/scopes.ts';

const instant = z.iso.datetime({ offset: true });

/** What the command line asks for: it may travel as JSON to a server that runs. */
export const machineOrder = z.discriminatedUnion('order', [
  z.strictObject({
    order: z.literal('keys.create'),
    /** The user's name; one of this name is made when there is none. */
    user: z.string(),
    name: z.string(),
    /** Makes the user an administrator, and the key one with all scopes. */
    admin: z.boolean(),
    scopes: z.array(z.enum(SCOPES)).nullable(),
    expiresAt: instant.nullable(),
    /** Null: as many as the user may use. */
    pointsPerMinute: z.int().nullable().default(null),
  }),
  z.strictObject({ order: z.literal('keys.list') }),
  /** @param key its id, or how it begins */
  z.strictObject({ order: z.literal('keys.revoke'), key: z.string() }),
  z.strictObject({ order: z.literal('users.list') }),
  z.strictObject({ order: z.literal('users.disconnect'), user: z.string() }),
  /** Gives the local user's to an administrator; without `confirmed` it only says what that would be. */
  z.strictObject({ order: z.literal('users.giveLocal'), user: z.string(), confirmed: z.boolean() }),
  /** The newest entries of the audit log. */
  z.strictObject({ order: z.literal('audit.list'), last: z.int().min(1).max(1_000) }),
  /** Deletes a user with all that is theirs; without `confirmed` it only says what that would be. */
  z.strictObject({ order: z.literal('users.delete'), user: z.string(), confirmed: z.boolean() }),
]);
export type MachineOrder = z.infer<typeof machineOrder>;

/** What came of an order: lines to print, and a new key. */
export const machineAnswer = z.strictObject({ lines: z.array(z.string()), secret: z.string().nullable() });
export type MachineAnswer = z.infer<typeof machineAnswer>;
