import type { ChangeJournal } from '../cache/change-journal.ts';
import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Logger } from '../log.ts';
import { type AccountService, createAccountService } from './account-service.ts';
import { createAccountStore } from './account-store.ts';
import { type Authenticate, createLocalAuthenticate } from './authenticate.ts';
import { createDoor } from './credentials/door.ts';
import { createIdentifyByKey } from './credentials/identify-by-key.ts';
import { KnownCallers } from './credentials/known-callers.ts';
import { LiveCredentials } from './credentials/live-credentials.ts';
import { type ApiKeyService, createApiKeyService } from './keys/api-key-service.ts';
import { createApiKeyStore } from './keys/api-key-store.ts';
import { ensureLocalUser } from './local-user.ts';
import { type MachineAnswer, machineAnswer } from './machine/machine-order.ts';
import { createMachineService, type MachineService } from './machine/machine-service.ts';
import type { Viewer } from './viewer.ts';

export interface Accounts {
  readonly accounts: AccountService;
  readonly apiKeys: ApiKeyService;
  /** The local user, as whom everybody is let in where nobody is asked. */
  readonly viewer: Viewer;
  readonly authenticate: Authenticate;
  /** Carries out what whoever runs the server orders. */
  readonly machine: MachineService;
}

/** Opens what carries out orders while no server runs. Processes on other machines notice by looking. */
export function openMachine({ database, events }: { database: Database; events: EventBus }): MachineService {
  const apiKeys = createApiKeyService({ store: createApiKeyStore(database), events });
  return createMachineService({ store: createAccountStore(database), apiKeys, events });
}

/** Reads what came of an order, from JSON. */
export function readMachineAnswer(answer: unknown): MachineAnswer {
  return machineAnswer.parse(answer);
}

/** Opens the accounts of a process, and creates the local user on the first start. */
export async function openAccounts(
  config: Pick<Config, 'auth' | 'adminKey'>,
  surroundings: { database: Database; journal: ChangeJournal; events: EventBus; log: Logger },
  opened: Closing,
): Promise<Accounts> {
  const { database, journal, events, log } = surroundings;
  const { auth, adminKey } = config;
  const store = createAccountStore(database);
  const keys = createApiKeyStore(database);
  const viewer = await ensureLocalUser(store);

  const openDoor = (): Authenticate => {
    const live = new LiveCredentials({ accounts: store, keys, events, onChange: (id) => known.forget(id), log });
    opened.defer(() => live.close());
    const known: KnownCallers = new KnownCallers({
      identify: createIdentifyByKey({ keys, accounts: store, adminKey, log }),
      watch: (identified) => live.watch(identified),
    });
    return createDoor({ known, asksDatabase: true });
  };

  return {
    accounts: createAccountService({ store, journal, events }),
    apiKeys: createApiKeyService({ store: keys, events }),
    viewer,
    machine: openMachine({ database, events }),
    authenticate: auth === 'none' ? createLocalAuthenticate(viewer) : openDoor(),
  };
}
