import { Duplex } from 'node:stream';
import { endOfBatch, simpleQuery, TERMINATE, WELCOME } from './protocol-messages.ts';

/** What a connection has of the one session of PGlite. */
export interface SessionAccess {
  /** Whether this connection may prepare statements under names. */
  readonly namesStatements: boolean;
  /** Waits until the session is free, and takes it; the result gives it back. */
  turn(): Promise<() => void>;
  /** Runs messages in the session, and tells whether it is in a transaction afterwards. */
  run(messages: Buffer): Promise<{ answer: Buffer; inTransaction: boolean }>;
}

/** One connection to PGlite, which node-postgres uses as a socket. */
export class PgliteConnection extends Duplex {
  readonly #session: SessionAccess;
  #received: Buffer = Buffer.alloc(0);
  #greeted = false;
  /** Gives the session back; undefined unless this connection is in a transaction. */
  #giveBack: (() => void) | undefined;

  constructor(session: SessionAccess) {
    super();
    this.#session = session;
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed as they come; node-postgres reads all of them.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#answer().then(() => done(), done);
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const giveBack = this.#giveBack;
    this.#giveBack = undefined;
    if (!giveBack) {
      done(error);
      return;
    }
    // The connection ends in the middle of its transaction, which must not go on holding the session.
    this.#session
      .run(simpleQuery('ROLLBACK'))
      .finally(giveBack)
      .then(
        () => done(error),
        (reason: Error) => done(error ?? reason),
      );
  }

  async #answer(): Promise<void> {
    if (!this.#greeted) {
      // The first message has no byte for its kind. It names a user and a database, and here there is only one of each.
      if (this.#received.length < 4 || this.#received.length < this.#received.readUInt32BE(0)) return;
      this.#received = this.#received.subarray(this.#received.readUInt32BE(0));
      this.#greeted = true;
      this.push(WELCOME);
      // This connection may follow one that node-postgres dropped after an error, and whose names are still there.
      if (this.#session.namesStatements) await this.#forgetNames();
    }
    const end = endOfBatch(this.#received);
    if (end === 0) return;
    const batch = this.#received.subarray(0, end);
    this.#received = this.#received.subarray(end);
    if (batch[0] === TERMINATE) return;
    await this.#run(batch);
  }

  async #forgetNames(): Promise<void> {
    const giveBack = await this.#session.turn();
    try {
      await this.#session.run(simpleQuery('DEALLOCATE ALL'));
    } finally {
      giveBack();
    }
  }

  async #run(batch: Buffer): Promise<void> {
    const giveBack = this.#giveBack ?? (await this.#session.turn());
    let inTransaction = false;
    try {
      const result = await this.#session.run(batch);
      inTransaction = result.inTransaction;
      this.push(result.answer);
    } finally {
      this.#giveBack = inTransaction ? giveBack : undefined;
      if (!inTransaction) giveBack();
    }
  }
}
