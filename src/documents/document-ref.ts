import { builder } from '../graphql/builder.ts';
import type { Document } from './document.ts';

/** The GraphQL type `Document`, for features that refer to it; document-schema.ts says what it holds. */
export const DocumentRef = builder.objectRef<Document>('Document');
