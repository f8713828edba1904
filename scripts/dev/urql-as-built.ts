import type { Plugin } from 'vite';

/**
 * Gives the page that is edited the urql that the built one has. The other refuses operations of which only the hash is
 * known, for it looks into their text for whether they are queries.
 */
export const urqlAsBuilt = {
  name: 'urql-as-built',
  transform(code, id) {
    if (!/[\\/]node_modules[\\/]@?urql[\\/]/.test(id)) return undefined;
    return { code: code.replaceAll('process.env.NODE_ENV', '"production"'), map: null };
  },
} satisfies Plugin;
