import { existsSync } from 'node:fs';

/** Files that Docker and Podman make in every container. */
const MARKS = ['/.dockerenv', '/run/.containerenv'];

/** What a server in a container logs, since its loopback address is that of the container alone. */
export const REACHED_IN_CONTAINER =
  'in a container: this address is the loopback of its network, which a published port (-p) does not reach. Run it ' +
  'with `--network host`, or, as docker-compose.yml does, in one network with a proxy that asks who comes';

export function isInContainer(): boolean {
  return MARKS.some((mark) => existsSync(mark));
}
