import { readArguments } from './arguments.ts';
import { type Command, UsageError } from './command.ts';
import { carryOut } from './machine-order.ts';

export const usersCommand: Command = {
  name: 'users',
  summary: 'List users, and end what runs for one',
  usage: `Usage: lex users list
       lex users disconnect USER

list        prints all users
disconnect  ends the sockets and streams of a user, by name or id, on all processes; who holds a key may come again

Works on the database, or through the server that runs with this LEX_DATA_DIR, as its own user.`,
  async run(args, terminal) {
    const { words } = readArguments(args, { options: [], words: 2 });
    const [work, user] = words;
    if (work === 'list' && user === undefined) return carryOut({ order: 'users.list' }, terminal);
    if (work === 'disconnect' && user !== undefined) return carryOut({ order: 'users.disconnect', user }, terminal);
    throw new UsageError('Say what to do: lex users list, or lex users disconnect USER.');
  },
};
