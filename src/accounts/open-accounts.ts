import type { ChangeJournal } from '../cache/change-journal.ts';
import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { StartError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Logger } from '../log.ts';
import type { Schedules } from '../time/schedules.ts';
import { type AccountService, createAccountService } from './account-service.ts';
import { createAccountStore } from './account-store.ts';
import { MACHINE } from './audit/audit-entry.ts';
import { type AuditService, openAudit } from './audit/audit-service.ts';
import { createAuditStore } from './audit/audit-store.ts';
import { type Authenticate, createLocalAuthenticate } from './authenticate.ts';
import { createDoor } from './credentials/door.ts';
import { createIdentifyByKey } from './credentials/identify-by-key.ts';
import { KnownCallers } from './credentials/known-callers.ts';
import { LiveCredentials } from './credentials/live-credentials.ts';
import { createUserDeletionService, type UserDeletionService } from './deletion/user-deletion-service.ts';
import { createUserDeletionStore } from './deletion/user-deletion-store.ts';
import { type ApiKeyService, createApiKeyService } from './keys/api-key-service.ts';
import { createApiKeyStore } from './keys/api-key-store.ts';
import { isKey } from './keys/key-format.ts';
import { createLocalUserStore, ensureLocalUser } from './local-user-store.ts';
import { type MachineAnswer, machineAnswer, machineOrder } from './machine/machine-order.ts';
import { createMachineService, type MachineService } from './machine/machine-service.ts';
import { createPropertyStore } from './property-store.ts';
import { createIdentifyByToken, type TokenSurroundings } from './tokens/identify-by-token.ts';
import { createReadToken } from './tokens/read-token.ts';
import type { UserProperty } from './user-property.ts';
import { createUserService, type UserService } from './users/user-service.ts';
import { createUserStore } from './users/user-store.ts';
import type { Viewer } from './viewer.ts';

export interface Accounts {
  readonly accounts: AccountService;
  readonly apiKeys: ApiKeyService;
  readonly deletion: UserDeletionService;
  readonly audit: AuditService;
  readonly users: UserService;
  /** The local user, as whom everybody is let in where nobody is asked. */
  readonly viewer: Viewer;
  readonly authenticate: Authenticate;
  /** Carries out what whoever runs the server orders. */
  readonly machine: MachineService;
}

/** Opens what carries out orders while no server runs. Processes on other machines notice by looking. */
export function openMachine({
  database,
  auditDays,
  events,
  journal,
  deletion,
}: {
  readonly database: Database;
  readonly auditDays: number;
  readonly events: EventBus;
  readonly journal: ChangeJournal;
  /** Left out where no user is deleted. */
  readonly deletion?: UserDeletionService;
}): MachineService {
  const audit = createAuditStore(database, { days: auditDays });
  const apiKeys = createApiKeyService({ store: createApiKeyStore(database, audit), events });
  const store = createAccountStore(database, audit);
  return createMachineService({
    store,
    accounts: createAccountService({ store, journal, events }),
    localUser: createLocalUserStore(database, audit),
    audit,
    property: createPropertyStore(database),
    deletion,
    apiKeys,
    events,
    journal,
  });
}

/** Writes down that whoever runs the server makes a backup, or has restored one. */
export async function noteOfMachine(
  database: Database,
  action: 'BACKUP_BEGUN' | 'BACKUP_RESTORED',
  { auditDays }: Pick<Config, 'auditDays'>,
): Promise<void> {
  await createAuditStore(database, { days: auditDays }).add({ actor: MACHINE, action });
}

/** Whether an order can be carried out only where the whole process is open. */
export function needsWholeProcess(order: unknown): boolean {
  const { data } = machineOrder.safeParse(order);
  return data?.order === 'users.delete' && data.confirmed;
}

/** Reads what came of an order, from JSON. */
export function readMachineAnswer(answer: unknown): MachineAnswer {
  return machineAnswer.parse(answer);
}

/** @throws {StartError} when the settings of tokens lack something */
function tokensOf(
  { secret, jwksUrl, issuer, audience, roleClaim, adminRole }: Config['jwt'],
  { log, ...stores }: Pick<TokenSurroundings, 'accounts' | 'journal'> & { readonly log: Logger },
): TokenSurroundings {
  const key = secret !== undefined ? { secret } : jwksUrl !== undefined ? { jwksUrl } : undefined;
  if (!key || !issuer || !audience) throw new StartError('LEX_AUTH is jwt, which needs a key, an issuer, an audience.');
  return {
    read: createReadToken({ key, issuer, audience }, { log }),
    ...stores,
    issuer,
    role: roleClaim === undefined ? undefined : { claim: roleClaim, admin: adminRole },
  };
}

/** Opens the accounts of a process, and creates the local user on the first start. */
export async function openAccounts(
  config: Pick<Config, 'auth' | 'adminKey' | 'jwt' | 'auditDays' | 'dailyTokens'>,
  surroundings: {
    database: Database;
    journal: ChangeJournal;
    events: EventBus;
    /** What other features have of users. */
    property: UserProperty;
    schedules: Schedules;
    log: Logger;
  },
  opened: Closing,
): Promise<Accounts> {
  const { database, journal, events, property, schedules, log } = surroundings;
  const { auth, adminKey, jwt } = config;
  const entries = createAuditStore(database, { days: config.auditDays });
  const audit = openAudit({ store: entries, schedules, log });
  opened.defer(() => audit.close());
  const store = createAccountStore(database, entries);
  const keys = createApiKeyStore(database, entries);
  const viewer = await ensureLocalUser(store);

  const openDoor = (): Authenticate => {
    const live = new LiveCredentials({ accounts: store, keys, events, onChange: (id) => known.forget(id), log });
    opened.defer(() => live.close());
    const byKey = createIdentifyByKey({ keys, accounts: store, adminKey, log });
    const byToken =
      auth === 'jwt' ? createIdentifyByToken(tokensOf(jwt, { accounts: store, journal, log })) : undefined;
    const known: KnownCallers = new KnownCallers({
      identify: (secret) => (byToken && !isKey(secret) ? byToken(secret) : byKey(secret)),
      watch: (identified) => live.watch(identified),
    });
    return createDoor(known);
  };

  const leaving = createUserDeletionStore(database, entries);
  const deletion = createUserDeletionService({ store: leaving, property, journal, events });
  return {
    accounts: createAccountService({ store, journal, events, tokensPerDay: config.dailyTokens.perUser }),
    apiKeys: createApiKeyService({ store: keys, events }),
    audit,
    deletion,
    users: createUserService({
      store: createUserStore(database, entries),
      audit,
      property: createPropertyStore(database),
    }),
    viewer,
    machine: openMachine({ database, auditDays: config.auditDays, events, journal, deletion }),
    authenticate: auth === 'none' ? createLocalAuthenticate(viewer) : openDoor(),
  };
}
