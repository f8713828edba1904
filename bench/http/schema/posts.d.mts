/** Twenty posts with two levels below them, in the schema language. */
export declare const typeDefs: string;
/** Finds posts, comments and authors in maps, as resolvers find rows that are already loaded. */
export declare const resolvers: {
  readonly Query: { readonly posts: () => Promise<readonly object[]> };
  readonly Post: {
    readonly author: (post: { readonly authorId: string }) => object | undefined;
    readonly comments: (post: { readonly id: string }) => readonly object[];
  };
  readonly Comment: { readonly author: (comment: { readonly authorId: string }) => object | undefined };
};
/** What all servers are asked. */
export declare const query: string;
