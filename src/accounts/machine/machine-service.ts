import { z } from 'zod';
import type { ChangeJournal } from '../../cache/change-journal.ts';
import { BadUserInputError, ConflictError, NotFoundError } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import { parseInput, wellFormedText } from '../../parse-input.ts';
import type { AccountService } from '../account-service.ts';
import type { AccountStore, ListedUser } from '../account-store.ts';
import { type AuditAction, type AuditEntry, MACHINE } from '../audit/audit-entry.ts';
import type { AuditNote, AuditStore } from '../audit/audit-store.ts';
import { OWN_ISSUER } from '../credentials/named-users.ts';
import type { UserDeletionService } from '../deletion/user-deletion-service.ts';
import type { ApiKey } from '../keys/api-key.ts';
import type { ApiKeyService } from '../keys/api-key-service.ts';
import { CREDENTIALS } from '../keys/credential-events.ts';
import { SCOPES } from '../keys/scopes.ts';
import type { LocalUserStore } from '../local-user-store.ts';
import type { Property, PropertyStore } from '../property-store.ts';
import type { Viewer } from '../viewer.ts';
import { type MachineAnswer, type MachineOrder, machineOrder } from './machine-order.ts';

/** Carries out what whoever runs the server orders. */
export interface MachineService {
  /**
   * @param order as JSON gives it
   * @throws {LexError} when it can't be carried out, with what to do
   */
  carryOut(order: unknown): Promise<MachineAnswer>;
}

/** The most users that are listed. */
const MOST_USERS = 1_000;

const userName = z.object({ user: wellFormedText({ min: 1, max: 100 }) });

export interface MachineSurroundings {
  readonly store: AccountStore;
  readonly accounts: Pick<AccountService, 'disconnect'>;
  readonly localUser: LocalUserStore;
  readonly property: PropertyStore;
  readonly audit: Pick<AuditStore, 'add' | 'list'>;
  /** Left out where a user isn't deleted: it takes all parts of the process. */
  readonly deletion?: UserDeletionService | undefined;
  readonly apiKeys: ApiKeyService;
  readonly events: EventBus;
  readonly journal: ChangeJournal;
}

export function createMachineService(surroundings: MachineSurroundings): MachineService {
  const { store, accounts, apiKeys } = surroundings;

  async function ownerOf({ user, admin }: { user: string; admin: boolean }): Promise<Viewer> {
    parseInput(userName, { user });
    const role = admin ? 'ADMIN' : 'USER';
    const owner = await store.ensureNamed({ issuer: OWN_ISSUER, subject: user }, { name: user, role }, 'MACHINE');
    if (admin && owner.role !== 'ADMIN') throw new ConflictError(`${user} is there already, and no administrator.`);
    return owner;
  }

  /** @throws {NotFoundError} */
  async function userCalled(name: string): Promise<ListedUser> {
    const users = await store.list(MOST_USERS);
    const [user, ...others] = users.filter((each) => each.id === name || each.subject === name);
    if (!user) throw new NotFoundError('user');
    if (others.length > 0) throw new BadUserInputError('Several users are called so: give the id of one.');
    return user;
  }

  async function allKeys(): Promise<(readonly [ListedUser, ApiKey])[]> {
    const users = await store.list(MOST_USERS);
    const keys = await Promise.all(users.map(({ id }) => apiKeys.listOf([id])));
    return users.flatMap((user, index) => (keys[index]?.[0] ?? []).map((key) => [user, key] as const));
  }

  /** What only looks changes nothing by which it could be written down, and so is written down first. */
  const looked = (action: AuditAction) => surroundings.audit.add({ actor: MACHINE, action });

  async function run(order: MachineOrder): Promise<MachineAnswer> {
    switch (order.order) {
      case 'keys.create': {
        const { scopes, admin, name, expiresAt, pointsPerMinute } = order;
        const { apiKey, secret } = await apiKeys.createFor(await ownerOf(order), {
          name,
          scopes: admin ? SCOPES : scopes,
          expiresAt: expiresAt === null ? null : new Date(expiresAt),
          pointsPerMinute,
        });
        return { lines: [`Made ${lineOf(apiKey)}. It is shown this once:`], secret };
      }
      case 'keys.list':
        await looked('KEYS_LISTED');
        return { lines: (await allKeys()).map(([user, key]) => `${nameOf(user)}: ${lineOf(key)}`), secret: null };
      case 'keys.revoke': {
        const found = (await allKeys()).filter(([, { id, prefix }]) => id === order.key || prefix === order.key);
        const [only] = found;
        if (!only) throw new NotFoundError('key');
        if (found.length > 1) throw new BadUserInputError('Several keys begin so: give the id of one.');
        return { lines: [`Revoked ${lineOf(await apiKeys.revoke(undefined, only[1].id))}.`], secret: null };
      }
      case 'users.list': {
        await looked('USERS_LISTED');
        const users = await store.list(MOST_USERS);
        return { lines: users.map((user) => `${user.id}  ${user.role}  ${nameOf(user)}`), secret: null };
      }
      case 'users.giveLocal':
        return { lines: [await giveLocal(await userCalled(order.user), order.confirmed, surroundings)], secret: null };
      case 'users.delete':
        return { lines: [await deleteUser(await userCalled(order.user), order.confirmed, surroundings)], secret: null };
      case 'audit.list': {
        await looked('AUDIT_LISTED');
        const page = { limit: order.last, from: 'start', after: undefined, before: undefined } as const;
        const { rows } = await surroundings.audit.list(page);
        return { lines: rows.map(entryLine).reverse(), secret: null };
      }
      case 'users.disconnect': {
        const user = await userCalled(order.user);
        await accounts.disconnect(user.id, MACHINE);
        return { lines: [`All that ran for ${nameOf(user)} ends.`], secret: null };
      }
    }
  }

  return { carryOut: (order) => run(parseInput(machineOrder, order)) };
}

async function giveLocal(
  user: ListedUser,
  confirmed: boolean,
  { localUser, audit, events, journal }: MachineSurroundings,
): Promise<string> {
  const what = wordsFor(await localUser.property());
  if (!confirmed) await audit.add(counted(user));
  if (!confirmed) return `Would give ${nameOf(user)} ${what}. Add --yes to do it; it is done once.`;
  const id = await localUser.giveTo(user.id);
  for (const key of [user.id, id]) events.publish(CREDENTIALS, { key });
  await journal.record(id, ['Viewer']);
  return `Gave ${nameOf(user)} ${what}.`;
}

async function deleteUser(
  user: ListedUser,
  confirmed: boolean,
  { property, audit, deletion }: MachineSurroundings,
): Promise<string> {
  if (!confirmed) {
    await audit.add(counted(user));
    return `Would delete ${nameOf(user)} with ${wordsFor(await property.of(user.id))}. Add --yes to do it, for good.`;
  }
  if (!deletion) throw new Error('This process has not opened what the deletion of a user takes.');
  const receipt = await deletion.delete(user.id, MACHINE);
  return `Deleted ${nameOf(user)} with ${wordsFor(receipt)}, and ${receipt.apiKeys} keys.`;
}

function counted({ id, name }: ListedUser): AuditNote {
  return { actor: MACHINE, action: 'PROPERTY_COUNTED', target: { id, name } };
}

function wordsFor({ conversations, messages, memories, jobs }: Property): string {
  return `${conversations} conversations with ${messages} messages, ${memories} memories and ${jobs} jobs`;
}

function nameOf({ subject, name }: ListedUser): string {
  return JSON.stringify(subject ?? name);
}

function lineOf({ id, prefix, name, scopes, pointsPerMinute, expiresAt, revokedAt, lastUsedAt }: ApiKey): string {
  const ends = revokedAt
    ? `revoked ${revokedAt.toISOString()}`
    : expiresAt
      ? `until ${expiresAt.toISOString()}`
      : 'no end';
  const used = lastUsedAt ? `used ${lastUsedAt.toISOString()}` : 'never used';
  const limit = pointsPerMinute === null ? '' : `; ${pointsPerMinute} points a minute`;
  return `${prefix}… ${JSON.stringify(name)} (${scopes.join(', ')}; ${ends}; ${used}${limit}; id ${id})`;
}

function entryLine({ at, actorName, credential, keyPrefix, action, targetName, details }: AuditEntry): string {
  const by = `${JSON.stringify(actorName)} (${keyPrefix === null ? credential : `${credential} ${keyPrefix}…`})`;
  const to = targetName === null ? '' : ` ${JSON.stringify(targetName)}`;
  return `${at.toISOString()}  ${by}  ${action}${to}${details === null ? '' : `  ${JSON.stringify(details)}`}`;
}
