// `npm run bench` measures the server, `npm run bench -- memory` the memory, `npm run bench -- cluster` several
// processes on PostgreSQL and Redis, `npm run bench -- regex` the code that reads texts, `npm run bench -- http` Lex
// beside other servers, `npm run bench -- attack` a server that is attacked, `npm run bench -- soak` whether memory
// stays flat, `npm run bench -- console` the console in Chromium, `npm run bench -- healing` how soon a reply goes on
// whose worker died, `npm run bench -- scale` a deployment that has grown. All is built first, since code that runs
// from its source is slower.
const [what = 'server'] = process.argv.slice(2);
if (what === 'memory') await import('./memory/run.ts');
else if (what === 'cluster') await import('./cluster/run.ts');
else if (what === 'regex') await import('./regex/run.ts');
else if (what === 'http') await import('./http/run.ts');
else if (what === 'attack') await import('./attack/run.ts');
else if (what === 'soak') await import('./soak/run.ts');
else if (what === 'healing') await import('./cluster/healing.ts');
else if (what === 'scale') await import('./scale/run.ts');
else if (what === 'console') await import('./console/run.ts');
else if (what === 'server') await import('./run.ts');
else throw new Error(`There is no benchmark "${what}": bench/README.md lists them.`);
