/** The highest second half that the id of an entry may have: no entry comes after an end. */
const LAST = '18446744073709551615';

// Each script takes the stream of a reply as its key. All of them may be run again when their answer was lost: the
// entry that they would add is then the last one already.

/**
 * Begins an attempt (id, lifetime in milliseconds), and deletes what earlier attempts wrote. XADD refuses an id that
 * isn't above the last one: 0 when a later attempt has begun.
 */
export const BEGIN = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last and last[1] == ARGV[1] then return 1 end
local added = redis.pcall('XADD', KEYS[1], 'MINID', '=', ARGV[1], ARGV[1], 'text', '')
if type(added) == 'table' and added.err then
  if last and tonumber(string.match(last[1], '^%d+')) >= tonumber(string.match(ARGV[1], '^%d+')) then return 0 end
  return added
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

/**
 * Adds words (last id, new id, kind, text), and publishes that (channel, message): 0 when the last entry has another
 * id.
 */
export const APPEND = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last and last[1] == ARGV[2] then return 1 end
if not last or last[1] ~= ARGV[1] then return 0 end
redis.call('XADD', KEYS[1], ARGV[2], ARGV[3], ARGV[4])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1`;

/**
 * Ends an attempt (attempt, end, lifetime in milliseconds), unless another has begun or it has ended. It publishes a
 * message in any case (channel, message).
 */
export const END = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last and string.match(last[1], '^%d+') == ARGV[1] and last[2][1] ~= 'end' then
  redis.call('XADD', KEYS[1], ARGV[1] .. '-${LAST}', 'end', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1`;

/** Reads the entries from an id on (id), and the last two of all where those are fewer. */
export const READ = `
local found = redis.call('XRANGE', KEYS[1], ARGV[1], '+')
if #found > 1 then return {found, {}} end
return {found, redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 2)}`;
