import type { CodegenConfig } from '@graphql-codegen/cli';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  visit,
} from 'graphql';

const types = {
  useTypeImports: true,
  enumsAsTypes: true,
  scalars: { DateTime: 'string', JSON: 'unknown' },
  documentMode: 'string',
} as const;

/** Asks for `__typename` everywhere but at the roots of operations: a subscription has one field there. */
const withTypenames = (document: DocumentNode): DocumentNode => {
  const addTo = <Node extends FieldNode | FragmentDefinitionNode>(node: Node): Node => {
    if (!node.selectionSet) return node;
    const selections = [TYPENAME, ...node.selectionSet.selections.filter((each) => !isTypename(each))];
    return { ...node, selectionSet: { ...node.selectionSet, selections } };
  };
  return visit(document, { Field: { leave: addTo }, FragmentDefinition: { leave: addTo } });
};
const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
const isTypename = (each: SelectionNode) => each.kind === Kind.FIELD && each.name.value === '__typename';

// Typed documents for the tests and `lex chat`, for the console and for `lex-server/client`, and the persisted documents that a server may be
// limited to. The console's code holds only the hashes of its documents, and its cache knows results by their types.
const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  generates: {
    'src/generated/': {
      documents: 'schema/operations/*.graphql',
      preset: 'client',
      config: types,
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
    },
    'console/src/generated/': {
      documents: 'console/src/**/*.graphql',
      documentTransforms: [
        {
          transform: ({ documents }) =>
            documents.map((file) => ({ ...file, document: file.document && withTypenames(file.document) })),
        },
      ],
      preset: 'client',
      config: types,
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: 'sha256', mode: 'replaceDocumentWithHash' },
      },
    },
    'client/src/generated/': {
      documents: 'client/src/*.graphql',
      preset: 'client',
      config: types,
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
    },
  },
};

export default config;
