import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { packageRoot } from '../lex/cluster-template.ts';

/** Builds as users do what is out of date: tests run the program itself. */
export default async function setup(): Promise<void> {
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: packageRoot });
}
