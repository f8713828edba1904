/** What a client sends for the variables of an operation. */
export type Variables = Readonly<Record<string, unknown>> | undefined;

/** A number, or what works one out from the variables of a request. */
export type Cost = number | ((variables: Variables) => number);

/** What depends on no variable is added once. */
export function sumOf(costs: readonly Cost[]): Cost {
  let constant = 0;
  const varying: ((variables: Variables) => number)[] = [];
  for (const each of costs) {
    if (typeof each === 'number') constant += each;
    else varying.push(each);
  }
  if (varying.length === 0) return constant;
  return (variables) => {
    let sum = constant;
    for (const each of varying) sum += each(variables);
    return sum;
  };
}

export function productOf(one: Cost, other: Cost): Cost {
  if (one === 0 || other === 0) return 0;
  if (typeof one === 'number') {
    if (typeof other === 'number') return one * other;
    return one === 1 ? other : (variables) => one * other(variables);
  }
  if (typeof other === 'number') return productOf(other, one);
  return (variables) => one(variables) * other(variables);
}

/** The same cost, worked out once for each request however often it is asked for: of a part that is in many places. */
export function rememberedFor(cost: Cost): Cost {
  if (typeof cost === 'number') return cost;
  const known = new WeakMap<object, number>();
  let ofNone: number | undefined;
  return (variables) => {
    if (!variables) {
      ofNone ??= cost(undefined);
      return ofNone;
    }
    let value = known.get(variables);
    if (value === undefined) {
      value = cost(variables);
      known.set(variables, value);
    }
    return value;
  };
}

export function costWith(cost: Cost, variables: Variables): number {
  return typeof cost === 'number' ? cost : cost(variables);
}
