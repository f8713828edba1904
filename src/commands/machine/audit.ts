import { readArguments } from '../arguments.ts';
import { type Command, UsageError } from '../command.ts';
import { carryOut } from './carry-out.ts';

const DEFAULT_LAST = 100;

export const auditCommand: Command = {
  name: 'audit',
  summary: 'Print what administrators, keys and the machine did',
  usage: `Usage: lex audit [--last NUMBER]

Prints the newest entries of the audit log, oldest first: when, who by which credential, what, and to whom. Entries are
kept for LEX_AUDIT_DAYS.

Works on the database, or through the server that runs with this LEX_DATA_DIR, as its own user.

  --last NUMBER  how many, 1 to 1000  (default: ${DEFAULT_LAST})`,
  async run(args, terminal) {
    const { options } = readArguments(args, { options: ['last'], flags: [], words: 0 });
    const { last = String(DEFAULT_LAST) } = options;
    if (!/^\d{1,4}$/.test(last)) throw new UsageError('--last takes a whole number, 1 to 1000.');
    return carryOut({ order: 'audit.list', last: Number(last) }, terminal);
  },
};
