export const typeDefs = /* GraphQL */ `
  type Query { hello: String! }
  type News { id: ID! title: String! }
  type Subscription { news: News! }
`;

export const query = 'subscription News { news { id title } }';

export function createResolvers(subscribe) {
  return {
    Query: { hello: () => 'world' },
    Subscription: {
      news: { subscribe: (_, __, context) => subscribe(context), resolve: ({ id, title }) => ({ id, title }) },
    },
  };
}

export function newsOf(number) {
  return { id: `news-${number}`, title: `Something new has happened, for the ${number}th time.` };
}
