import { LONGEST_ENTRY_BYTES } from '../redis-cache-store.ts';
import { POSITION_AND_TIME_IN_LUA, POSITION_IN_LUA } from './entry-text.ts';

/*
 * A turn is a key with the position of the journal at which it was taken, so that nobody waits for a load that began
 * before a change; `-` before it says that a load at this position was not stored. A turn of an earlier position is
 * taken over.
 *
 * What may fail is called in a way that goes on: where somebody has put something else under a key, and where Redis is
 * full, the load is not shared, and the journal is read all the same.
 */

/**
 * Beside a reading of the journal (`position`): the entry, how long it has left, and whose turn it is.
 *
 * KEYS: 3 the entry, 4 the turn. ARGV: 1 how long a turn lasts, 2 the part of its time that an entry must have left.
 */
export const LOOK = `
local length = redis.pcall('STRLEN', KEYS[3])
local text = type(length) == 'number' and length <= ${LONGEST_ENTRY_BYTES} and redis.call('GET', KEYS[3]) or ''
local since, keepMs = string.match(text, ${POSITION_AND_TIME_IN_LUA})
local left = since and redis.call('PTTL', KEYS[3]) or 0
local turn = 'nobody'
if since ~= position or left <= keepMs * ARGV[2] then
  local taken = redis.pcall('GET', KEYS[4])
  if taken == position then
    turn = 'others'
  elseif taken ~= '-' .. position then
    redis.pcall('SET', KEYS[4], position, 'PX', ARGV[1])
    turn = 'own'
  end
end
local found = { since and text or '', left, turn }
since = since or ''`;

/** The position of an entry; nil when there is none. */
const stored = (key: string) => `
local head = redis.pcall('GETRANGE', ${key}, 0, 40)
local stored = type(head) == 'string' and tonumber((string.match(head, ${POSITION_IN_LUA})))`;

/**
 * The entry and how long it has left, once it is of a position or a later one; else whether somebody loads it.
 *
 * KEYS: 1 the entry, 2 the turn. ARGV: 1 the position.
 */
export const WAIT = `${stored('KEYS[1]')}
if stored and stored >= tonumber(ARGV[1]) and redis.call('STRLEN', KEYS[1]) <= ${LONGEST_ENTRY_BYTES} then
  return { redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]), 'nobody' }
end
return { '', 0, redis.call('GET', KEYS[2]) == ARGV[1] and 'others' or 'nobody' }`;

/**
 * Ends the turn of a position, unless a later one has taken it over.
 *
 * KEYS: 1 the entry, 2 the turn. ARGV: 1 the position, 2 how long nobody waits when nothing was stored.
 */
export const SETTLE = `${stored('KEYS[1]')}
local taken = redis.call('GET', KEYS[2])
if taken and taken ~= ARGV[1] then return 0 end
if stored and stored >= tonumber(ARGV[1]) then return redis.call('DEL', KEYS[2]) end
redis.call('SET', KEYS[2], '-' .. ARGV[1], 'PX', ARGV[2])
return 1`;
