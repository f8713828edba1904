import type { ModelEvent, RecalledMemory } from './model.ts';

/**
 * A part of what a message says, in the form of OpenAI's chat completions. Most providers take that form as it is, and
 * for the others it is translated where they are asked.
 */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string; readonly detail?: string | undefined } }
  | { readonly type: 'input_audio'; readonly input_audio: { readonly data: string; readonly format: string } };

/** A call of a tool that a model has asked for; `arguments` is JSON, as the model wrote it. */
export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A message of a completion, in the same form. */
export type CompletionMessage =
  | { readonly role: 'user'; readonly content: string | readonly ContentPart[] }
  | {
      readonly role: 'assistant';
      readonly content: string | null;
      readonly tool_calls?: readonly ToolCall[] | undefined;
    }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

/** A function that a model may ask to call. `parameters` is a JSON schema, which the provider reads. */
export interface Tool {
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    readonly description?: string | undefined;
    readonly parameters?: Readonly<Record<string, unknown>> | undefined;
    readonly strict?: boolean | null | undefined;
  };
}

/** Whether tools may or must be called, or which one. */
export type ToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | { readonly type: 'function'; readonly function: { readonly name: string } };

/** How a model is to write, under OpenAI's names. What is undefined is left to the provider. */
export interface CompletionSettings {
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly max_tokens?: number | undefined;
  readonly max_completion_tokens?: number | undefined;
  readonly stop?: string | readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly presence_penalty?: number | undefined;
  readonly frequency_penalty?: number | undefined;
  readonly logit_bias?: Readonly<Record<string, number>> | undefined;
  readonly reasoning_effort?: string | undefined;
  readonly response_format?: Readonly<Record<string, unknown>> | undefined;
  readonly parallel_tool_calls?: boolean | undefined;
}

/** What is sent to a provider: a prompt of Lex's own is one without tools. */
export interface SentCompletion {
  /** Undefined when there is none. */
  readonly system: string | undefined;
  /** Oldest first. */
  readonly messages: readonly CompletionMessage[];
  readonly tools?: readonly Tool[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
  readonly settings?: CompletionSettings | undefined;
}

/** What a model is asked by a program that keeps the conversation itself. */
export interface Completion extends SentCompletion {
  /** What the newest message of the user brought to mind, best first. */
  readonly recalled: readonly RecalledMemory[];
  /** More of the user's memory, for models that look in it by themselves. */
  recall(query: string, limit: number): Promise<readonly RecalledMemory[]>;
}

/** A piece of a call of a tool. The first piece of each has its id and the tool's name. */
export interface ToolCallPiece {
  readonly kind: 'tool-call';
  /** Which call of the answer it is a piece of, from 0. */
  readonly index: number;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** A piece of the JSON of its arguments; may be empty. */
  readonly arguments: string;
}

/** A piece of the answer to a completion, or its end. */
export type CompletionEvent = ModelEvent | ToolCallPiece;
