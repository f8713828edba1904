import { builder } from '../../graphql/builder.ts';
import type { ApiKey } from './api-key.ts';

/** The GraphQL type `ApiKey`; api-key-schema.ts says what it holds. */
export const ApiKeyRef = builder.objectRef<ApiKey>('ApiKey');
