import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { type PlayName, playOf } from './fake-plays.ts';
import { anthropicEvents, openAiEvents, type WireEvent } from './fake-provider-events.ts';
import { fakeVector } from './fake-vectors.ts';

/** How the fake provider answers a call. */
export type FakeAnswer =
  /** Streams the pieces, then ends as a provider does, with the count of tokens. */
  | {
      readonly kind: 'text';
      readonly pieces: readonly string[];
      /** What the model thinks first, as `reasoning_content`, a piece at a time. Only OpenAI's protocol has it. */
      readonly thoughts?: readonly string[];
      /** `filter` is a refusal because of the content. @default stop */
      readonly end?: 'stop' | 'length' | 'filter';
      /** @default INPUT_TOKENS of fake-provider-events.ts */
      readonly inputTokens?: number;
      /** Cuts the bytes of the stream into parts of this size, also inside of a character. */
      readonly bytesAtATime?: number;
    }
  /** Streams the pieces, then destroys the socket. Without pieces it does so before any header. */
  | { readonly kind: 'break'; readonly pieces: readonly string[] }
  /** Streams the pieces, then ends cleanly, but without the events that end an answer. */
  | { readonly kind: 'cut'; readonly pieces: readonly string[] }
  /** Streams the pieces, then an error event, as providers do when a fault comes up late. */
  | { readonly kind: 'late-error'; readonly pieces: readonly string[]; readonly type: string }
  /** Refuses. Holds for the list of models too. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message?: string;
      /** OpenAI's name for it. */
      readonly code?: string;
      /** The value of the header `Retry-After`. */
      readonly retryAfter?: string;
    }
  /** Looks at what it is asked first; asked for the list of models, it gives that. */
  | { readonly kind: 'by'; answer(body: unknown): Exclude<FakeAnswer, { kind: 'by' }> }
  /** What a server sends that is compatible in its own way, by its name in fake-plays.ts. */
  | { readonly kind: 'play'; readonly name: PlayName }
  /** Refuses calls whose body has a field of that name, with that status and text, and answers the others. */
  | { readonly kind: 'refuse-field'; readonly field: string; readonly status: number; readonly message: string }
  /** Sends a comment of the stream now and again until it is released, then answers. */
  | { readonly kind: 'signs'; readonly everyMs: number }
  /** Answers with a web page. */
  | { readonly kind: 'page' }
  /** Takes the call and never answers. Holds for the list of models too. */
  | { readonly kind: 'hang' };

/** How the fake provider answers a call for vectors. */
export type FakeEmbedding =
  /** Those of fake-vectors.ts, each this long. @default 256 dimensions */
  | { readonly kind: 'vectors'; readonly dimensions?: number }
  /** The vectors of one text fewer than were sent. */
  | { readonly kind: 'too-few' }
  /** Vectors of which the last is longer than the others. */
  | { readonly kind: 'wrong-length' }
  /** The right ones, of which the last comes first. */
  | { readonly kind: 'reversed' }
  /** The right ones in base64. */
  | { readonly kind: 'base64' }
  /** The right ones under these indexes; undefined leaves it out. */
  | { readonly kind: 'indexes'; readonly indexes: readonly unknown[] }
  /** This body, whatever was sent. */
  | { readonly kind: 'body'; readonly body: unknown }
  /** These, whatever was sent. */
  | { readonly kind: 'these'; readonly vectors: readonly (readonly number[])[] }
  /** Refuses a call that holds a text with this in it, and answers the others. */
  | { readonly kind: 'refuse-text'; readonly having: string }
  | Extract<FakeAnswer, { kind: 'status' | 'page' | 'hang' }>;

/** A call as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The JSON that was sent; undefined without a body. */
  readonly body: unknown;
}

/**
 * A stand-in for OpenAI, Anthropic, Ollama and whoever is compatible, on a free port of the loopback: it speaks
 * their streaming wire formats, and does what it is told.
 *
 * `POST …/chat/completions` streams as OpenAI does, `POST …/messages` as Anthropic does, `POST …/embeddings` answers as
 * OpenAI does, `GET …/models` lists one model. Any key and any model's name will do.
 *
 * A test that wants to look at an answer in the middle needs no sleeps:
 * ```ts
 * provider.hold();                                          // pieces wait from here on
 * provider.release(1);                                      // one piece goes out
 * await provider.until(() => provider.openStreams === 1);   // checked after whatever happens in the server
 * provider.releaseAll();                                    // the rest flows freely again
 * ```
 */
export interface FakeProvider {
  /** The base address, without a path: what `OLLAMA_BASE_URL` or `COMPATIBLE_BASE_URL` would hold. */
  readonly url: string;
  /** Everything that arrived, in order; calls of models and lists of models alike. */
  readonly requests: readonly SeenRequest[];
  /** Calls that were taken and are neither answered nor closed by the client. */
  readonly openStreams: number;
  /**
   * What is answered from now on: one answer for every call, or several, one for each of the next calls, of which
   * the last one stays.
   */
  answerWith(...answers: readonly [FakeAnswer, ...FakeAnswer[]]): void;
  /** What it says of its models: the fields of each in the list, and what Ollama tells of any. @default nothing */
  describeModels(models: { readonly listed?: readonly object[]; readonly capabilities?: readonly string[] }): void;
  /**
   * The same for calls for vectors; until told otherwise they get them. Calls that hang are broken off, so that who
   * made them asks again at once, and not only when its own patience is at an end.
   */
  embedWith(...answers: readonly [FakeEmbedding, ...FakeEmbedding[]]): void;
  /** Makes the pieces of every answer wait, those under way included. */
  hold(): void;
  /** Lets that many waiting or coming pieces out. */
  release(pieces: number): void;
  /** Ends the hold. */
  releaseAll(): void;
  /** Resolves as soon as the condition holds; it is checked now and whenever something happens in the server. */
  until(condition: () => boolean): Promise<void>;
  /** Ends every call under way and stops listening. */
  close(): Promise<void>;
}

const HELLO = { kind: 'text', pieces: ['Hello ', 'from ', 'the ', 'fake ', 'provider.'] } as const;
const STREAM_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };

/** Starts a fake provider, which answers "Hello from the fake provider." until it is told otherwise. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const provider = new NodeFakeProvider();
  await provider.listen();
  return provider;
}

class NodeFakeProvider implements FakeProvider {
  readonly requests: SeenRequest[] = [];
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();
  readonly #watchers = new Set<() => void>();
  readonly #hanging = new Set<ServerResponse>();
  #answers: readonly FakeAnswer[] = [HELLO];
  #embeddings: readonly FakeEmbedding[] = [{ kind: 'vectors' }];
  #models: Parameters<FakeProvider['describeModels']>[0] = {};
  #permits = Number.POSITIVE_INFINITY;

  constructor() {
    this.#server = createServer((request, response) => {
      // A client that hangs up in the middle is part of what is tested here.
      this.#handle(request, response).catch((error: unknown) => response.destroy(asError(error)));
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    const address = this.#server.address();
    if (!isAddressInfo(address)) throw new Error('the fake provider is closed');
    return `http://127.0.0.1:${address.port}`;
  }

  get openStreams(): number {
    return this.#open.size;
  }

  answerWith(...answers: readonly [FakeAnswer, ...FakeAnswer[]]): void {
    this.#answers = answers;
  }

  describeModels(models: Parameters<FakeProvider['describeModels']>[0]): void {
    this.#models = models;
  }

  embedWith(...answers: readonly [FakeEmbedding, ...FakeEmbedding[]]): void {
    this.#embeddings = answers;
    for (const response of this.#hanging) response.destroy();
    this.#hanging.clear();
  }

  hold(): void {
    this.#permits = 0;
  }

  release(pieces: number): void {
    this.#permits += pieces;
    this.#changed();
  }

  releaseAll(): void {
    this.#permits = Number.POSITIVE_INFINITY;
    this.#changed();
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        this.#watchers.delete(check);
        resolve();
      };
      this.#watchers.add(check);
      check();
    });
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #changed(): void {
    for (const check of [...this.#watchers]) check();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.once('close', () => {
      this.#open.delete(response);
      this.#changed();
    });
    this.#open.add(response);
    const called = request.url ?? '/';
    const [path = '/'] = called.split('?');
    const body = await readJson(request);
    this.requests.push({ method: request.method ?? '', path: called, headers: request.headers, body });
    this.#changed();
    if (path.endsWith('/embeddings')) return this.#embed(response, body, path);
    if (path.endsWith('/api/show')) return sendJson(response, 200, { capabilities: this.#models.capabilities });
    const isModels = path.endsWith('/models');
    const next = this.#answers[0] ?? { kind: 'hang' };
    const answer = next.kind !== 'by' ? next : isModels ? { kind: 'text' as const, pieces: [] } : next.answer(body);
    if (this.#answers.length > 1 && !isModels) this.#answers = this.#answers.slice(1);

    if (answer.kind === 'hang') return;
    if (answer.kind === 'status') return sendStatus(response, answer, path);
    if (isModels) {
      const data = this.#models.listed ?? [{ id: 'fake', object: 'model' }];
      return sendJson(response, 200, { object: 'list', data });
    }
    if (answer.kind === 'page') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hi</h1>');
    if (answer.kind === 'play') return this.#play(response, answer.name);
    const hello = path.endsWith('/messages') ? anthropicEvents(HELLO) : openAiEvents(HELLO);
    if (answer.kind === 'signs') return this.#sendSigns(response, hello, answer.everyMs);
    if (answer.kind === 'refuse-field') {
      if (hasField(body, answer.field)) return sendStatus(response, { ...answer, kind: 'status' }, path);
      return this.#stream(response, hello, HELLO);
    }
    if (answer.kind === 'break' && answer.pieces.length === 0) return void response.destroy();
    await this.#stream(response, path.endsWith('/messages') ? anthropicEvents(answer) : openAiEvents(answer), answer);
  }

  async #play(response: ServerResponse, name: PlayName): Promise<void> {
    const { status = 200, headers = STREAM_HEADERS, parts } = playOf(name);
    response.writeHead(status, headers);
    response.flushHeaders();
    for (const part of parts) {
      await this.#permit(response);
      if (response.destroyed) return;
      await send(response, part, undefined);
    }
    response.end();
  }

  async #sendSigns(response: ServerResponse, events: Iterable<WireEvent>, everyMs: number): Promise<void> {
    response.writeHead(200, STREAM_HEADERS);
    const timer = setInterval(() => response.write(': keep-alive\n\n'), everyMs);
    await this.#permit(response);
    clearInterval(timer);
    if (!response.destroyed) await this.#stream(response, events, HELLO);
  }

  async #embed(response: ServerResponse, body: unknown, path: string): Promise<void> {
    const answer = this.#embeddings[0] ?? { kind: 'hang' };
    if (this.#embeddings.length > 1) this.#embeddings = this.#embeddings.slice(1);
    const texts = inputOf(body);
    if (answer.kind === 'hang') return void this.#hanging.add(response);
    if (answer.kind === 'status') return sendStatus(response, answer, path);
    if (answer.kind === 'page') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hi</h1>');
    if (answer.kind === 'refuse-text' && texts.some((text) => text.includes(answer.having))) {
      return sendStatus(response, { kind: 'status', status: 400, message: 'This text is not taken.' }, path);
    }
    const dimensions = answer.kind === 'vectors' ? answer.dimensions : undefined;
    const vectors =
      answer.kind === 'these'
        ? answer.vectors.map((vector) => [...vector])
        : texts.map((text) => fakeVector(text, dimensions));
    if (answer.kind === 'too-few') vectors.pop();
    if (answer.kind === 'wrong-length') vectors.at(-1)?.push(1);
    if (answer.kind === 'body') return sendJson(response, 200, answer.body);
    const data = vectors.map((vector, place) => ({
      object: 'embedding',
      index: answer.kind === 'indexes' ? answer.indexes[place] : place,
      embedding: answer.kind === 'base64' ? base64Of(vector) : vector,
    }));
    if (answer.kind === 'reversed') data.reverse();
    sendJson(response, 200, { object: 'list', model: 'fake', data, usage: { prompt_tokens: 1, total_tokens: 1 } });
  }

  async #stream(response: ServerResponse, events: Iterable<WireEvent>, answer: FakeAnswer): Promise<void> {
    if (!response.headersSent) response.writeHead(200, STREAM_HEADERS);
    response.flushHeaders();
    for (const event of events) {
      if (event.isPiece) await this.#permit(response);
      if (response.destroyed) return;
      await send(response, event.text, answer.kind === 'text' ? answer.bytesAtATime : undefined);
    }
    if (answer.kind === 'break') response.destroy();
    else response.end();
  }

  /** Waits until a piece may go out; a stream whose client is gone takes no permit. */
  async #permit(response: ServerResponse): Promise<void> {
    await this.until(() => this.#permits > 0 || response.destroyed);
    if (!response.destroyed) this.#permits -= 1;
  }
}

async function send(response: ServerResponse, text: string, bytesAtATime: number | undefined): Promise<void> {
  const bytes = Buffer.from(text);
  const size = bytesAtATime ?? bytes.length;
  for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
    response.write(bytes.subarray(at, at + size));
    // Each part goes out as a chunk of its own.
    await setImmediate();
  }
}

function sendStatus(response: ServerResponse, answer: FakeAnswer & { kind: 'status' }, path: string): void {
  const { status, message = `status ${status}`, code = null, retryAfter } = answer;
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  const isAnthropic = path.endsWith('/messages');
  const error = isAnthropic ? { type: 'api_error', message } : { message, type: 'api_error', param: null, code };
  sendJson(response, status, isAnthropic ? { type: 'error', error } : { error });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function hasField(body: unknown, field: string): boolean {
  return typeof body === 'object' && body !== null && field in body;
}

/** Numbers of 32 bits, the lowest byte first, as OpenAI's `encoding_format` has them. */
function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [at, number] of vector.entries()) bytes.writeFloatLE(number, at * 4);
  return bytes.toString('base64');
}

/** The texts of a call for vectors. */
function inputOf(body: unknown): string[] {
  const input: unknown = typeof body === 'object' && body !== null && 'input' in body ? body.input : [];
  return Array.isArray(input) ? input.map(String) : [String(input)];
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString('utf8')) : undefined;
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
