import { messageOf } from '../../errors.ts';
import { readDateTime } from '../../graphql/scalars.ts';
import { readArguments } from '../arguments.ts';
import { type Command, UsageError } from '../command.ts';
import { carryOut } from './carry-out.ts';

export const keysCommand: Command = {
  name: 'keys',
  summary: 'Make, list and revoke API keys',
  usage: `Usage: lex keys create [--admin] [--user USER] [--name NAME] [--scopes SCOPES] [--expires TIME]
                       [--points-per-minute NUMBER]
       lex keys list
       lex keys revoke KEY

create  makes a key, and prints it on standard output, this once; a user of this name is made when there is none
list    prints all keys, without what lets in
revoke  ends the key with this id or beginning, and all that runs with it

Works on the database, or through the server that runs with this LEX_DATA_DIR, as its own user.

  --admin          for an administrator, with all scopes
  --user USER      whose it is  (default: admin with --admin)
  --name NAME      what it is called  (default: made on the command line)
  --scopes SCOPES  of read, chat and admin, comma separated  (default: read,chat)
  --expires TIME   when it ends by itself, such as 2027-01-31T00:00:00Z
  --points-per-minute NUMBER
                   how many points it may use, of those that its user may, 100 to 1000000000  (default: as many)`,
  async run(args, terminal) {
    const accepted = { options: ['user', 'name', 'scopes', 'expires', 'points-per-minute'], flags: ['admin'] } as const;
    const { options, flags, words } = readArguments(args, { ...accepted, words: Number.POSITIVE_INFINITY });
    const [work, key, ...rest] = words;
    const admin = flags.has('admin');
    if (work === 'list' && key === undefined) return carryOut({ order: 'keys.list' }, terminal);
    if (work === 'revoke' && key !== undefined && rest.length === 0) {
      return carryOut({ order: 'keys.revoke', key: key.replace(/…$/, '') }, terminal);
    }
    if (work !== 'create' || key !== undefined) {
      throw new UsageError('Say what to do: lex keys create, lex keys list, or lex keys revoke KEY.');
    }
    const { user = admin ? 'admin' : undefined, name = 'made on the command line' } = options;
    if (user === undefined) throw new UsageError('Say whose it is with --user, or make one with --admin.');
    const scopes = options.scopes?.split(',').map((each) => each.trim().toUpperCase()) ?? null;
    if (admin && scopes) throw new UsageError('--admin gives all scopes: leave out --scopes.');
    const expiresAt = readExpiry(options.expires);
    const pointsPerMinute = readPoints(options['points-per-minute']);
    return carryOut({ order: 'keys.create', user, name, admin, scopes, expiresAt, pointsPerMinute }, terminal);
  },
};

function readPoints(number: string | undefined): number | null {
  if (number === undefined) return null;
  if (!/^\d{1,10}$/.test(number)) throw new UsageError('--points-per-minute takes a whole number.');
  return Number(number);
}

function readExpiry(time: string | undefined): string | null {
  if (time === undefined) return null;
  try {
    return readDateTime(time).toISOString();
  } catch (error) {
    throw new UsageError(`--expires: ${messageOf(error)}`);
  }
}
