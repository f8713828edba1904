import type { TypedDocumentString } from '../../../src/generated/graphql.ts';

export interface GraphqlFailure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly retryAfterMs?: number };
}

/** What the server refused an operation with. */
export class GraphqlRefusal extends Error {
  readonly code: string | undefined;
  readonly errors: readonly GraphqlFailure[];

  constructor(errors: readonly GraphqlFailure[]) {
    super(errors.map(({ message }) => message).join('\n'));
    this.errors = errors;
    this.code = errors[0]?.extensions?.code;
  }
}

/** Sends operations by HTTP POST, as a simple app does. */
export class GraphqlClient {
  readonly url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #ending: () => AbortSignal | null;

  /**
   * @param headers go with every operation, such as a credential
   * @param ending makes what breaks an operation off, for each anew. @default nothing does
   */
  constructor(
    serverUrl: string,
    headers: Readonly<Record<string, string>> = {},
    ending: () => AbortSignal | null = () => null,
  ) {
    this.url = `${serverUrl}/graphql`;
    this.#headers = headers;
    this.#ending = ending;
  }

  /** @throws {GraphqlRefusal} when the answer has errors */
  async run<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const { data, errors } = await this.answer<Result>(document.toString(), variables);
    if (errors) throw new GraphqlRefusal(errors);
    if (!data) throw new Error('The answer has neither data nor errors.');
    return data;
  }

  /** The answer as it comes, for documents that have no type. */
  async answer<Result = Record<string, unknown>>(
    query: string,
    variables: unknown = {},
    headers: Record<string, string> = {},
  ): Promise<{ data?: Result | null; errors?: GraphqlFailure[] }> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...this.#headers, ...headers },
      body: JSON.stringify({ query, variables }),
      signal: this.#ending(),
    });
    return (await response.json()) as { data?: Result | null; errors?: GraphqlFailure[] };
  }
}
