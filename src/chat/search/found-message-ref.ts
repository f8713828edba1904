import { builder } from '../../graphql/builder.ts';
import type { FoundMessage } from './search-service.ts';

/** The GraphQL type `FoundMessage`; search-schema.ts says what it holds. */
export const FoundMessageRef = builder.objectRef<FoundMessage>('FoundMessage');
