/** One subscription, in the schema language. */
export declare const typeDefs: string;
/** What all sockets subscribe to. */
export declare const query: string;

/** An event of the subscription. */
export interface News {
  readonly id: string;
  readonly title: string;
}

/** @param subscribe begins to listen to news for one subscription, with its context */
export declare function createResolvers<C>(subscribe: (context: C) => AsyncIterable<News>): {
  readonly Query: { readonly hello: () => string };
  readonly Subscription: {
    readonly news: {
      readonly subscribe: (root: unknown, args: unknown, context: C) => AsyncIterable<News>;
      readonly resolve: (news: News) => News;
    };
  };
};

/** Which event is published as the number so-and-so: the same one by all servers. */
export declare function newsOf(number: number): News;
