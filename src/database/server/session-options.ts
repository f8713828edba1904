/**
 * The settings with which each session begins: adapters read timestamps as UTC; BullMQ's functions name no schema; and
 * no statement is compiled (JIT). PostgreSQL does that where it has no statistics yet, and a statement of Lex then
 * takes some hundred milliseconds, in which its locks are held.
 */
export const SESSION_OPTIONS = '-c TimeZone=UTC -c search_path=public,bullmq -c jit=off';
