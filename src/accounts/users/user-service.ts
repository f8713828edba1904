import { z } from 'zod';
import type { Count, Page, PageRequest } from '../../database/page.ts';
import { NotFoundError } from '../../errors.ts';
import { parseInput, wellFormedText } from '../../parse-input.ts';
import { actorOf } from '../audit/audit-entry.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { PropertyStore } from '../property-store.ts';
import type { Caller } from '../viewer.ts';
import type { User } from './user.ts';
import type { UserStore } from './user-store.ts';

/** All users, for administrators: their schema says so, with the scope that its fields need. */
export interface UserService {
  /**
   * Newest first. It is written down that they were listed.
   *
   * @throws {BadUserInputError}
   */
  list(caller: Caller, filter: UserFilter & { readonly page: PageRequest }): Promise<Page<User>>;
  /** @throws {BadUserInputError} */
  count(filter: UserFilter): Promise<Count>;
  /**
   * Changes what is given; what is left out stays.
   *
   * @throws {BadUserInputError}
   * @throws {NotFoundError} when there is no such user
   */
  update(caller: Caller, id: string, change: UserChange): Promise<User>;
  /** How much each of these users has, in the order of the ids. */
  readonly counts: PropertyStore['counts'];
}

export interface UserFilter {
  /** What the name holds, in any case, with or without its accents. */
  readonly search?: string | null | undefined;
}

export interface UserChange {
  /**
   * How many tokens the user is allowed in a day, be it more or fewer than the server allows each; what they want
   * themselves bounds them below it. Null: as many as the server allows each.
   */
  readonly allowedDailyTokens?: number | null | undefined;
}

/** The largest number that the column holds. */
const MOST_TOKENS = 2_147_483_647;

const userFilter = z.object({ search: wellFormedText({ min: 0, max: 200 }).nullish() });
const userChange = z.object({ allowedDailyTokens: z.int().min(0).max(MOST_TOKENS).nullish() });

export function createUserService({
  store,
  audit,
  property,
}: {
  readonly store: UserStore;
  readonly audit: Pick<AuditService, 'record'>;
  readonly property: Pick<PropertyStore, 'counts'>;
}): UserService {
  return {
    counts: property.counts,
    async list(caller, { page, ...filter }) {
      const search = readFilter(filter);
      await audit.record(caller, 'USERS_LISTED');
      return store.list(search, page);
    },
    async count(filter) {
      return store.count(readFilter(filter));
    },
    async update(caller, id, raw) {
      const { allowedDailyTokens } = parseInput(userChange, raw);
      const user =
        allowedDailyTokens === undefined
          ? await store.byId(id)
          : await store.allowTokens(id, allowedDailyTokens, actorOf(caller));
      if (!user) throw new NotFoundError('user');
      return user;
    },
  };
}

function readFilter(filter: UserFilter): string | undefined {
  return parseInput(userFilter, filter).search?.trim() || undefined;
}
