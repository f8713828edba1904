import type { GraphQLError } from 'graphql';
import { parseWithLimits, validateWithLimits, validationFailed } from '../../limits/document-limits.ts';
import type { EdgePlugin } from './edge-plugin.ts';

/** Parses and validates within the limits of documents, and gives what is wrong with a document its code. */
export function useDocumentLimits(): EdgePlugin {
  return {
    onParse({ setParseFn }) {
      setParseFn(parseWithLimits);
    },
    onValidate({ setValidationFn }) {
      setValidationFn(validateWithLimits);
      return ({ result, setResult }) => {
        // Yoga caches what validation found: each request gets errors of its own, which others can't change.
        const errors: GraphQLError[] = [];
        for (const error of result) errors.push(validationFailed(error));
        setResult(errors);
      };
    },
  };
}
