const POSTS = 20;
const COMMENTS = 3;
const AUTHORS = 10;

export const typeDefs = /* GraphQL */ `
  type Query { posts: [Post!]! }
  type Post { id: ID! title: String! body: String! likes: Int! author: Author! comments: [Comment!]! }
  type Comment { id: ID! text: String! author: Author! }
  type Author { id: ID! name: String! }
`;

export const query = /* GraphQL */ `
  query Posts {
    posts { id title body likes author { id name } comments { id text author { id name } } }
  }
`;

const numbered = (count, make) => Array.from({ length: count }, (_, index) => make(index + 1));
const authorOf = (number) => `author-${(number % AUTHORS) + 1}`;

const authors = new Map(
  numbered(AUTHORS, (number) => ({ id: `author-${number}`, name: `The author number ${number}` })).map((author) => [
    author.id,
    author,
  ]),
);
const posts = numbered(POSTS, (number) => ({
  id: `post-${number}`,
  title: `The title of post ${number}`,
  body: `What is written in post ${number}, which is no longer than a few words.`,
  likes: number * 7,
  authorId: authorOf(number),
}));
const comments = new Map(
  posts.map(({ id }, post) => [
    id,
    numbered(COMMENTS, (number) => ({
      id: `${id}-comment-${number}`,
      text: `Comment ${number} on ${id}.`,
      authorId: authorOf(post + number),
    })),
  ]),
);

export const resolvers = {
  // Asynchronous, as whatever asks a database is.
  Query: { posts: async () => posts },
  Post: {
    author: ({ authorId }) => authors.get(authorId),
    comments: ({ id }) => comments.get(id) ?? [],
  },
  Comment: { author: ({ authorId }) => authors.get(authorId) },
};
