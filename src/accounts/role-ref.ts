import { builder } from '../graphql/builder.ts';

/** The GraphQL type `Role`. */
export const RoleEnum = builder.enumType('Role', {
  description: 'What a user may do.',
  values: {
    USER: { description: 'Everything with what is their own.' },
    ADMIN: { description: 'That, and what concerns the server.' },
  },
});
