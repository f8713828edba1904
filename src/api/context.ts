import type { Caller } from '../accounts/viewer.ts';
import type { Context, Loaders, Services } from '../graphql/context.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createLoaders } from './loaders.ts';

/** What the edge knows about an operation that is about to run. */
export interface OperationRequest {
  readonly requestId: string;
  /** Who calls, as the door (accounts/authenticate.ts) found it. */
  readonly viewer: Caller;
  readonly operation: 'query' | 'mutation' | 'subscription';
  /** Aborts when the operation has ended or its client has gone. */
  readonly signal: AbortSignal;
}

/**
 * Creates the context of each operation, over HTTP and on sockets. All operations share the services. Loaders and the
 * signal are made when a resolver asks for them, which most don't.
 */
export function createContextFactory(services: MeteredServices): (request: OperationRequest) => Context {
  return (request) => new OperationContext(services, request);
}

/** The services, and who is told of what loaders read. */
interface MeteredServices extends Services {
  readonly metrics: Pick<Metrics, 'batch'>;
}

/** A class, because an object with getters of its own is slow to make, and there is one for each operation. */
class OperationContext implements Context {
  readonly accounts: Services['accounts'];
  readonly apiKeys: Services['apiKeys'];
  readonly audit: Services['audit'];
  readonly deletion: Services['deletion'];
  readonly attachments: Services['attachments'];
  readonly files: Services['files'];
  readonly conversations: Services['conversations'];
  readonly messages: Services['messages'];
  readonly turns: Services['turns'];
  readonly replies: Services['replies'];
  readonly documents: Services['documents'];
  readonly exports: Services['exports'];
  readonly imports: Services['imports'];
  readonly jobs: Services['jobs'];
  readonly showResult: Services['showResult'];
  readonly memory: Services['memory'];
  readonly memoryUpkeep: Services['memoryUpkeep'];
  readonly offeredModels: Services['offeredModels'];
  readonly rates: Services['rates'];
  readonly schedules: Services['schedules'];
  readonly search: Services['search'];
  readonly status: Services['status'];
  readonly storage: Services['storage'];
  readonly usage: Services['usage'];
  readonly userJobs: Services['userJobs'];
  readonly users: Services['users'];
  readonly voice: Services['voice'];
  readonly requestId: string;
  readonly viewer: Caller;
  readonly #services: MeteredServices;
  readonly #request: OperationRequest;
  #loaders: Loaders | undefined;

  constructor(services: MeteredServices, request: OperationRequest) {
    this.accounts = services.accounts;
    this.apiKeys = services.apiKeys;
    this.audit = services.audit;
    this.deletion = services.deletion;
    this.attachments = services.attachments;
    this.files = services.files;
    this.conversations = services.conversations;
    this.messages = services.messages;
    this.turns = services.turns;
    this.replies = services.replies;
    this.documents = services.documents;
    this.exports = services.exports;
    this.imports = services.imports;
    this.jobs = services.jobs;
    this.showResult = services.showResult;
    this.memory = services.memory;
    this.memoryUpkeep = services.memoryUpkeep;
    this.offeredModels = services.offeredModels;
    this.rates = services.rates;
    this.schedules = services.schedules;
    this.search = services.search;
    this.status = services.status;
    this.storage = services.storage;
    this.usage = services.usage;
    this.userJobs = services.userJobs;
    this.users = services.users;
    this.voice = services.voice;
    this.requestId = request.requestId;
    this.viewer = request.viewer;
    this.#services = services;
    this.#request = request;
  }

  get signal(): AbortSignal {
    return this.#request.signal;
  }

  get loaders(): Loaders {
    this.#loaders ??= createLoaders(this.#services, this.viewer, this.#request.operation, this.#services.metrics.batch);
    return this.#loaders;
  }
}
