import { CreateConversationDocument, type TypedDocumentString } from '../../../src/generated/graphql.ts';
import { atEnd } from '../at-end.ts';
import { GraphqlClient } from '../clients/graphql-client.ts';
import { freePort } from '../free-port.ts';
import { dataDirectory } from '../lex/data-directory.ts';
import { type LexProcess, spawnLex, startLex } from '../lex/lex-process.ts';
import { type FakeProvider, startFakeProvider } from '../models/fake-provider.ts';
import { type CuttableProxy, startCuttableProxy } from '../servers/cuttable-proxy.ts';
import { scaledSettings } from '../servers/scaled-settings.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

/** The model of the conversations that the tests begin, whose answers they give. */
const MODEL = 'compatible/any';

/** Lex as processes, with keys, behind one address whose connections can be cut. */
export interface ChatDeployment {
  /** What browsers are given. */
  readonly url: string;
  readonly proxy: CuttableProxy;
  readonly provider: FakeProvider;
  /** A key of a user of this name, who is made. */
  keyOf(name: string): Promise<string>;
  run<Result, Variables>(key: string, document: TypedDocumentString<Result, Variables>, of: Variables): Promise<Result>;
  /** A conversation of that user whose model is the fake provider's. @returns its id */
  conversationOf(key: string): Promise<string>;
  /** Ends all processes, and waits until they have. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts them again, on the same ports and data. */
  startAgain(): Promise<void>;
}

/** One process that keeps all by itself. */
export async function startEmbeddedChat(): Promise<ChatDeployment> {
  const data = await dataDirectory(atEnd);
  return startChat({ LEX_DATA_DIR: data }, ['embedded']);
}

/** Two servers and a worker, on one PostgreSQL and one Redis. */
export async function startScaledChat(): Promise<ChatDeployment> {
  return startChat({ ...(await scaledSettings()), LEX_ROLE: 'serve' }, ['serve', 'serve', 'work']);
}

type Role = 'embedded' | 'serve' | 'work';

async function startChat(settings: Record<string, string>, roles: readonly Role[]): Promise<ChatDeployment> {
  const provider = await startFakeProvider();
  atEnd(() => provider.close());
  const environment = { LEX_AUTH: 'keys', COMPATIBLE_BASE_URL: provider.url, ...settings };
  const own = await Promise.all(
    roles.map(async (role) => ({
      role,
      environment: {
        PORT: await freePort(),
        LEX_DATA_DIR: await temporaryDirectory(atEnd),
        ...environment,
      },
    })),
  );
  let running: readonly LexProcess[] = [];
  const startAgain = async () => {
    running = await Promise.all(
      own.map((each) => (each.role === 'work' ? startWorker(each.environment) : startLex(each.environment, atEnd))),
    );
  };
  await startAgain();
  const served = own.filter(({ role }) => role !== 'work').map(targetOf);
  const [first = targetOf(own[0])] = served;
  const proxy = await startCuttableProxy(first, ...served.slice(1));
  atEnd(() => proxy.close());
  const url = `http://127.0.0.1:${proxy.port}`;
  const run: ChatDeployment['run'] = (key, document, variables) =>
    new GraphqlClient(url, { authorization: `Bearer ${key}` }).run(document, variables);
  return {
    url,
    proxy,
    provider,
    run,
    async keyOf(name) {
      const making = spawnLex(['keys', 'create', '--user', name], own[0]?.environment, { atEnd });
      const [key] = await making.printed(/\blex_\w+(?=\s)/u);
      return key;
    },
    async conversationOf(key) {
      return (await run(key, CreateConversationDocument, { model: MODEL, drawsMemories: false })).createConversation.id;
    },
    async end(signal) {
      for (const each of running) each.kill(signal);
      await Promise.all(running.map(({ exited }) => exited));
    },
    startAgain,
  };
}

const targetOf = (own: { readonly environment: { readonly PORT: string } } | undefined) => ({
  host: '127.0.0.1',
  port: Number(own?.environment.PORT),
});

async function startWorker(environment: Record<string, string>): Promise<LexProcess> {
  const worker = spawnLex(['work'], environment, { atEnd });
  await worker.printed(/working/);
  return worker;
}
