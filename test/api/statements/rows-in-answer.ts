import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** How many objects an answer has at each path, and whether a list is on the way to it. */
export type RowsByPath = ReadonlyMap<string, Found>;

interface Found {
  readonly rows: number;
  readonly isListed: boolean;
  /** The field at the end of the path, such as `Message.job`. */
  readonly field: string;
}

type Data = Readonly<Record<string, unknown>>;

interface Place {
  readonly path: string;
  readonly type: GraphQLNamedType;
  readonly objects: readonly Data[];
  readonly isListed: boolean;
}

/** Counts the objects of an answer, those of all elements of a list together. Paths that lead to nothing count 0. */
export function rowsInAnswer(schema: GraphQLSchema, document: DocumentNode, data: Data): RowsByPath {
  const found = new Map<string, Found>();
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const look = ({ selections }: SelectionSetNode, place: Place): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (selection.selectionSet)
          descend(selection.name.value, selection.alias?.value, selection.selectionSet, place);
        continue;
      }
      const part = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const type = part?.typeCondition ? schema.getType(part.typeCondition.name.value) : place.type;
      if (part && type) look(part.selectionSet, { ...place, type });
    }
  };
  const descend = (name: string, alias: string | undefined, selections: SelectionSetNode, place: Place): void => {
    const { type } = place;
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    if (!field || !isCompositeType(getNamedType(field.type))) return;
    const values = place.objects.map((object) => object[alias ?? name]);
    const objects = values.flat().filter(isObject);
    const path = `${place.path}/${alias ?? name}`;
    const isListed = place.isListed || values.some(Array.isArray);
    found.set(path, { rows: (found.get(path)?.rows ?? 0) + objects.length, isListed, field: `${type.name}.${name}` });
    look(selections, { path, type: getNamedType(field.type), objects, isListed });
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const type = schema.getRootType(definition.operation);
    if (type) look(definition.selectionSet, { path: '', type, objects: [data], isListed: false });
  }
  return found;
}

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null;
}
