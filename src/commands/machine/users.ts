import { readArguments } from '../arguments.ts';
import { type Command, UsageError } from '../command.ts';
import { carryOut } from './carry-out.ts';

export const usersCommand: Command = {
  name: 'users',
  summary: 'List users, end what runs for one, delete one, and give what was written without authentication',
  usage: `Usage: lex users list
       lex users disconnect USER
       lex users delete USER [--yes]
       lex users give-local USER [--yes]

list        prints all users
disconnect  ends the sockets and streams of a user, by name or id, on all processes; who holds a key may come again
delete      deletes a user with all that is theirs, for good; when it says that there is more, call it again
give-local  gives an administrator all that was written while LEX_AUTH was none, once; they must have nothing yet

Works on the database, or through the server that runs with this LEX_DATA_DIR, as its own user.

  --yes  does it; without, delete and give-local only say what they would delete or give`,
  async run(args, terminal) {
    const { flags, words } = readArguments(args, { options: [], flags: ['yes'], words: Number.POSITIVE_INFINITY });
    const [work, user, ...rest] = words;
    const yes = flags.has('yes');
    if (work === 'list' && user === undefined && !yes) return carryOut({ order: 'users.list' }, terminal);
    if (user !== undefined && rest.length === 0) {
      if (work === 'disconnect' && !yes) return carryOut({ order: 'users.disconnect', user }, terminal);
      if (work === 'delete') return carryOut({ order: 'users.delete', user, confirmed: yes }, terminal);
      if (work === 'give-local') {
        return carryOut({ order: 'users.giveLocal', user, confirmed: yes }, terminal);
      }
    }
    throw new UsageError('Say what to do: lex users list, or lex users disconnect, delete or give-local with a USER.');
  },
};
