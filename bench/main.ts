// `npm run bench` measures the server, `npm run bench -- memory` the memory, `npm run bench -- cluster` several
// processes on PostgreSQL and Redis, `npm run bench -- regex` what reads texts; built before, since what is run from
// source is slower.
const [what = 'server'] = process.argv.slice(2);
if (what === 'memory') await import('./memory/run.ts');
else if (what === 'cluster') await import('./cluster/run.ts');
else if (what === 'regex') await import('./regex/run.ts');
else if (what === 'server') await import('./run.ts');
else throw new Error(`There is no benchmark "${what}": take "server", "memory", "cluster" or "regex".`);
