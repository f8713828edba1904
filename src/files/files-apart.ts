/** What several processes are told that keep files on the disk of each. */
export const FILES_APART =
  'LEX_FILES_URL is not set: files are on the disk of the process that stored them, and no other process can give ' +
  'them to anybody.';
