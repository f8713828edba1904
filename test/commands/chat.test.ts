import { beforeAll, describe, expect, it } from 'vitest';
import { atEnd } from '../support/at-end.ts';
import { freePort } from '../support/free-port.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { type LexProcess, type LexServer, runLex, spawnLex, startLex } from '../support/lex/lex-process.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';

const SLOW = ['one ', 'two ', 'three'];

let local: TestServer;
let remote: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
  atEnd(() => provider.close());
  local = await startTestServer();
  remote = await startTestServer({ LEX_MODEL: 'compatible/slow', COMPATIBLE_BASE_URL: provider.url });
});

const urlOf = ({ url }: { url: string }) => ['--url', `${url}/graphql`];

/** Runs it under a pseudo-terminal: what it prints there comes on stdout, and what is typed is echoed. */
function chatInTerminal(server: { url: string }, { columns = 80 } = {}): LexProcess {
  const quote = (word: string) => `'${word}'`;
  const shell = (command: readonly string[]) => `stty cols ${columns}; exec ${command.map(quote).join(' ')}`;
  return spawnLex(
    ['chat', ...urlOf(server)],
    { TERM: 'xterm', SHELL: '/bin/sh' },
    { through: (command) => ['script', '--quiet', '--return', '--command', shell(command), '/dev/null'] },
  );
}

const prompt = /you › \S*$/;
const CTRL_C = '\x03';
const CTRL_D = '\x04';

/** Types a line when there is a prompt. */
async function type(chat: LexProcess, line: string): Promise<void> {
  await chat.printed(prompt);
  chat.write(`${line}\r`);
}

describe('lex chat with a message', () => {
  it('prints the reply and nothing else', async () => {
    const { code, stdout, stderr } = await runLex(['chat', 'remember that my bike is red', ...urlOf(local)]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `I'll remember: "my bike is red".\n`, stderr: '' });
  });

  it('prints nothing of what the model thinks', async () => {
    provider.answerWith({ kind: 'text', thoughts: ['They count.', ' So do I.'], pieces: SLOW });
    const { code, stdout, stderr } = await runLex(['chat', 'count', ...urlOf(remote)]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'one two three\n', stderr: '' });
  });

  it('takes the message from standard input as well', async () => {
    const { code, stdout } = await runLex(['chat', ...urlOf(local)], {}, 'what is 6 times 7?\n');
    expect(code).toBe(0);
    expect(stdout).toContain('42');
  });

  it('fails when the reply does, with the reason on standard error', async () => {
    provider.answerWith({ kind: 'status', status: 401 });
    const { code, stdout, stderr } = await runLex(['chat', 'hello', ...urlOf(remote)]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^[^\n]*refused[^\n]*\n$/);
  });

  it('finds the server where its settings say that it is', async () => {
    const { port } = new URL(local.url);
    const { code, stdout } = await runLex(['chat', 'what is 6 times 7?'], { PORT: port, HOST: 'localhost' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('42') });
    const elsewhere = await freePort();
    const failed = await runLex(['chat', 'hello'], { PORT: elsewhere });
    expect(failed.stderr).toContain(`No Lex answers at http://127.0.0.1:${elsewhere}/graphql`);
    expect((await runLex(['chat', 'hello'], { PORT: '0' })).stderr).toContain('name the server with --url');
    expect((await runLex(['chat', 'hello'], { PORT: 'x' })).stderr).toBe(
      'lex: PORT is "x"; it takes a whole number from 0 to 65535.\n',
    );
  });

  it('breaks no lines for a program that reads the reply', async () => {
    const long = 'word '.repeat(60);
    provider.answerWith({ kind: 'text', pieces: [long, 'end'] });
    expect((await runLex(['chat', 'hello', ...urlOf(remote)])).stdout).toBe(`${long}end\n`);
  });

  it('says what to do when no server answers', async () => {
    const url = `http://127.0.0.1:${await freePort()}/graphql`;
    const { code, stdout, stderr } = await runLex(['chat', 'hello', '--url', url]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `No Lex answers at ${url} (connect ECONNREFUSED ${new URL(url).host}). ` +
        'Start one with `npm start`, or name another with --url.\n',
    );
  });

  it.each([
    [['chat', 'hello', '--url', 'localhost:4000'], '--url takes an address'],
    [['chat', 'hello', '--url'], "'--url <value>' argument missing"],
    [['chat', 'hello', 'world'], 'Unexpected argument "world"'],
    [['chat'], 'There is no message'],
  ])('refuses %j as wrong usage', async (args, reason) => {
    const { code, stdout, stderr } = await runLex(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
    expect(stderr).toContain('Usage: lex chat');
  });

  it('keeps control characters of a reply away from what reads it', async () => {
    provider.answerWith({ kind: 'text', pieces: ['a\x1b]0;title\x07', 'b\x1b[2Jc\x9b31md'] });
    const { stdout } = await runLex(['chat', 'hello', ...urlOf(remote)]);
    expect(stdout).toBe('a]0;titleb[2Jc31md\n');
  });

  it('stops the reply on Ctrl-C, and prints what there was', async () => {
    provider.answerWith({ kind: 'text', pieces: SLOW });
    provider.hold();
    const chat = spawnLex(['chat', 'hello', ...urlOf(remote)]);
    await provider.until(() => provider.openStreams === 1);
    chat.kill('SIGINT');
    expect(await chat.exited).toEqual({ code: 1, signal: null });
    await provider.until(() => provider.openStreams === 0);
    provider.releaseAll();
  });
});

describe('lex chat in a terminal', () => {
  it('talks, shows what it remembered, begins anew and ends', async () => {
    const chat = chatInTerminal(local);
    await type(chat, 'remember that my boat is green');
    await chat.printed(/lex › \S*I'll remember: "my boat is green"\.\r\n\S* {6}remembered: my boat is green/);
    await type(chat, 'what do you know about my boat?');
    await chat.printed(/You told me: "my boat is green"\./);
    await type(chat, '/new');
    await chat.printed(/A new conversation\./);
    await type(chat, '/quit');
    expect(await chat.exited).toEqual({ code: 0, signal: null });
  });

  it('ends with Ctrl-D, and with Ctrl-C when nothing is being written', async () => {
    for (const key of [CTRL_D, CTRL_C]) {
      const chat = chatInTerminal(local);
      await chat.printed(prompt);
      chat.write(key);
      expect(await chat.exited).toEqual({ code: 0, signal: null });
    }
  });

  it('stops a reply with Ctrl-C and goes on', async () => {
    provider.answerWith({ kind: 'text', pieces: SLOW });
    provider.hold();
    const chat = chatInTerminal(remote);
    await type(chat, 'count');
    provider.release(1);
    await chat.printed(/lex › \S*one /);
    chat.write(CTRL_C);
    await chat.printed(/one \S* \(stopped\)/);
    await provider.until(() => provider.openStreams === 0);
    provider.releaseAll();
    await type(chat, 'count again');
    await chat.printed(/one two three/);
    await type(chat, '/quit');
    expect(await chat.exited).toEqual({ code: 0, signal: null });
  });

  it('says that the model thinks, for as long as it does and says nothing', async () => {
    provider.answerWith({ kind: 'text', thoughts: ['They count.', ' So do I.'], pieces: SLOW });
    provider.hold();
    const chat = chatInTerminal(remote);
    await type(chat, 'count');
    provider.release(1);
    await chat.printed(/lex › \S*thinking…\S*$/);
    provider.release(2);
    await chat.printed(/thinking…\S*\r\S*lex › \S*one $/);
    provider.releaseAll();
    await chat.printed(/one two three\r\n/);
    provider.hold();
    await type(chat, 'count again');
    provider.release(1);
    await chat.printed(/count again[\s\S]*thinking…\S*$/);
    chat.write(CTRL_C);
    await chat.printed(/thinking…\S*\r\S*lex › \S* \(stopped\)/);
    provider.releaseAll();
    expect(chat.stdout).not.toContain('They count');
    await type(chat, '/quit');
    expect(await chat.exited).toEqual({ code: 0, signal: null });
  });

  it('shows that it waits, and then the reply in its place, broken between words', async () => {
    provider.answerWith({ kind: 'text', pieces: ['one two thr', 'ee four five ', '日本語日本語日本語'] });
    provider.hold();
    const chat = chatInTerminal(remote, { columns: 20 });
    await type(chat, 'count');
    await chat.printed(/lex › \S*…\S*$/);
    provider.releaseAll();
    await chat.printed(/…\S*\r\S*lex › \S*one two three \r\nfour five 日本語日本\r\n語日本語\r\n/);
  });

  it('tells why a reply failed, and goes on', async () => {
    provider.answerWith({ kind: 'status', status: 401 }, { kind: 'text', pieces: SLOW });
    const chat = chatInTerminal(remote);
    await type(chat, 'hello');
    await chat.printed(/refused/);
    await type(chat, 'hello again');
    await chat.printed(/one two three/);
  });

  it('lets no control characters of a reply reach the terminal', async () => {
    provider.answerWith({ kind: 'text', pieces: ['a\x1b]0;title\x07', 'b\x1b[2Jc\x9b31md'] });
    const chat = chatInTerminal(remote);
    await type(chat, 'hello');
    await chat.printed(/a\]0;titleb\[2Jc31md\r\n/);
  });
});

describe('lex chat while its server is started again', () => {
  it('comes back to the reply where it was', async () => {
    const dataDir = await dataDirectory();
    const environment = {
      LEX_DATA_DIR: dataDir,
      PORT: await freePort(),
      LEX_MODEL: 'compatible/slow',
      COMPATIBLE_BASE_URL: provider.url,
    };
    provider.answerWith({ kind: 'text', pieces: SLOW });
    provider.hold();
    let server: LexServer = await startLex(environment);
    const chat = chatInTerminal(server);
    await type(chat, 'count');
    provider.release(1);
    await chat.printed(/lex › \S*one /);
    server.kill('SIGKILL');
    await server.exited;
    await provider.until(() => provider.openStreams === 0);
    provider.releaseAll();
    server = await startLex(environment);
    // The model was asked anew, so the text begins again.
    await chat.printed(/one \S*\r\n\(begun again\)\S*\r\n\S*lex › \S*…\S*\r\S*lex › \S*one two three\r\n/);
    await type(chat, '/quit');
    expect(await chat.exited).toEqual({ code: 0, signal: null });
  });
});
