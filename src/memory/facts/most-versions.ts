/** How many versions of one memory are stored; older ones are deleted. */
export const MOST_VERSIONS = 50;
