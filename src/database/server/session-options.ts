/** The settings with which each session begins: adapters read timestamps as UTC; BullMQ's functions name no schema. */
export const SESSION_OPTIONS = '-c TimeZone=UTC -c search_path=public,bullmq';
