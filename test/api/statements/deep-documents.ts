import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  parse,
} from 'graphql';

/** What a generated document gives for an argument, by its name: a variable of {@link DEEP_VARIABLES}, or nothing. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  first: '$rows',
  limit: '$rows',
  query: '$query',
  tag: '$tag',
  key: '$key',
};

const VARIABLES: Readonly<Record<string, string>> = {
  rows: 'Int!',
  query: 'String!',
  tag: 'String!',
  key: 'String!',
  conversation: 'ID!',
  message: 'ID!',
  job: 'ID!',
  document: 'ID!',
};

/** Objects on the way from the root to the deepest field. Edges of lists don't count. */
const DEPTH = 4;

/** Writes, for each field of the root, a document of all that can be reached from it, as deep as that is. */
export function documentsOfSchema(schema: GraphQLSchema): DocumentNode[] {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(({ name }) => name !== 'node');
  return fields.map((field) => withVariables(selected(field, DEPTH)));
}

function withVariables(selections: string): DocumentNode {
  const used = Object.entries(VARIABLES).filter(([name]) => new RegExp(`\\$${name}\\b`).test(selections));
  const declared = used.map(([name, type]) => `$${name}: ${type}`).join(', ');
  return parse(`query ${declared && `(${declared})`} { ${selections} }`);
}

/** The fields, such as `Message.job`, that lead to objects from types of which there are as many as rows. */
export function fieldsOfRows(schema: GraphQLSchema): string[] {
  const node = schema.getType('Node');
  const reached = new Set<GraphQLNamedType>(isInterfaceType(node) ? schema.getPossibleTypes(node) : []);
  const fields: string[] = [];
  // What is added meanwhile is looked at as well.
  for (const type of reached) {
    if (!isObjectType(type) || type.name === 'PageInfo' || type.name === 'Viewer') continue;
    for (const field of Object.values(type.getFields())) {
      const target = getNamedType(field.type);
      if (!isObjectType(target)) continue;
      reached.add(target);
      fields.push(`${type.name}.${field.name}`);
    }
  }
  return fields;
}

function selected(field: GraphQLField<unknown, unknown>, depth: number): string {
  const type = getNamedType(field.type);
  const args = argumentsOf(field);
  if (!isObjectType(type) && !isInterfaceType(type)) return `${field.name}${args}`;
  const left = /Connection(Edge)?$/.test(type.name) ? depth : depth - 1;
  return `${field.name}${args} { ${fieldsOf(type, left)} }`;
}

/** @param prefix of the names in the answer: fields of two types can have one name, but not one name in an answer */
function fieldsOf(type: GraphQLObjectType | GraphQLInterfaceType, depth: number, prefix = ''): string {
  const fields = Object.values(type.getFields()).filter((each) => depth > 0 || !isObjectType(getNamedType(each.type)));
  const named = (field: GraphQLField<unknown, unknown>) => (prefix ? `${prefix}_${field.name}: ` : '');
  return ['__typename', ...fields.map((each) => `${named(each)}${selected(each, depth)}`)].join(' ');
}

function argumentsOf({ name, args }: GraphQLField<unknown, unknown>): string {
  const given = args.flatMap((arg) => {
    const value = arg.name === 'id' ? `$${name}` : ARGUMENTS[arg.name];
    // The newest message of a conversation is the one with everything.
    if (name === 'messages' && arg.name === 'first') return ['last: $rows'];
    if (value === undefined && isRequiredArgument(arg)) throw new Error(`nothing is given for ${name}(${arg.name})`);
    return value === undefined ? [] : [`${arg.name}: ${value}`];
  });
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

const PAGE = 'totalCount pageInfo { hasNextPage endCursor }';

/** Documents that go in circles, further than those of the schema. */
export const DEEP_DOCUMENTS: Readonly<Record<string, string>> = {
  'conversations, their messages, memories, where these come from, and around again': `query ($rows: Int!) {
    conversations(first: $rows) { ${PAGE} edges { node {
      lastMessage { id }
      messages(last: $rows) { ${PAGE} edges { node {
        job { state }
        parent { conversation { title } }
        memoriesUsed { memory { history { source { conversation { lastMessage {
          job { id }
          memoriesMade { history { source { parent { conversation { title } } } } }
        } } } } } }
      } } }
    } } }
  }`,
  'the viewer, memories, their messages and conversations': `query ($rows: Int!, $tag: String!) {
    viewer { drawsMemories }
    memories(first: $rows, tag: $tag) { ${PAGE} edges { node { source {
      job { kind }
      conversation {
        messages(last: $rows) { totalCount edges { node { parent { content } } } }
        lastMessage { memoriesMade { key } }
      }
    } } } }
  }`,
  'counts within counted lists': `query ($rows: Int!) {
    conversations(first: $rows) { totalCount edges { node {
      messages(last: $rows) { totalCount edges { node { conversation {
        one: messages(last: 1) { totalCount edges { node { id } } }
        two: messages(last: 2) { totalCount edges { node { id } } }
      } } } }
    } } }
  }`,
  'what is recalled, and where it was said': `query ($rows: Int!, $query: String!, $tag: String!) {
    recall(query: $query, limit: $rows, tag: $tag) { memory {
      history { content }
      source { conversation { lastMessage {
        parent { conversation { title } }
        memoriesUsed { memory { source { job { state } } } }
      } } }
    } }
    explainRecall(query: $query, limit: $rows, tag: $tag) {
      memory { source { job { state } } }
      neighbours { memory { content } }
    }
  }`,
};

/**
 * A document that asks for each of these ids by itself, in each way there is, and for what the objects refer to.
 *
 * @param named what is asked for, by the field that finds it: an id or a key for each time that it is selected
 */
export function documentOfNodes(
  schema: GraphQLSchema,
  named: Readonly<Record<string, readonly string[]>>,
): DocumentNode {
  const node = schema.getType('Node');
  const types = isInterfaceType(node) ? schema.getPossibleTypes(node) : [];
  const parts = types.map((type) => `... on ${type.name} { ${fieldsOf(type, 1, type.name)} }`).join(' ');
  const asked = Object.entries(named).flatMap(([field, keys]) => {
    const argument = field === 'memory' ? 'key' : 'id';
    return keys.map((key, index) => {
      return `${field}${index}: ${field}(${argument}: ${JSON.stringify(key)}) { ... on Node { ${parts} } }`;
    });
  });
  return withVariables(asked.join(' '));
}
