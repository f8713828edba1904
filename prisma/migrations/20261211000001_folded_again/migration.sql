-- Some letters are folded further than before: æ and ø with accents as they are without, and whatever is an apostrophe in
-- one of its forms. Titles and names with one of them are folded again, when they are next looked for.
UPDATE "Conversation" SET "foldedTitle" = NULL
  WHERE "title" ~ '[\u0149\u01e2\u01e3\u01fc-\u01ff\u0374\u2033\u2034\u2057\ua78b]|[\u00c6\u00e6\u00d8\u00f8][\u0301\u0304]';
UPDATE "User" SET "foldedName" = NULL
  WHERE "name" ~ '[\u0149\u01e2\u01e3\u01fc-\u01ff\u0374\u2033\u2034\u2057\ua78b]|[\u00c6\u00e6\u00d8\u00f8][\u0301\u0304]';
