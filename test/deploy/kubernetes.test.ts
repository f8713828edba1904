import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config/config.ts';
import { environmentOf, execForm, readStages } from '../image/dockerfile.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { startTestServer } from '../support/lex/start-server.ts';
import { unknownFields } from './unknown-fields.ts';

/** By version and kind. */
const MODELS = new Map<string, { readonly prototype: { validate(): void } }>([
  ['v1/ConfigMap', ConfigMap],
  ['v1/Service', Service],
  ['apps/v1/Deployment', Deployment],
  ['apps/v1/StatefulSet', StatefulSet],
  ['policy/v1/PodDisruptionBudget', PodDisruptionBudget],
  ['networking.k8s.io/v1/Ingress', Ingress],
  ['networking.k8s.io/v1/NetworkPolicy', NetworkPolicy],
]);

const typed = z.looseObject({ apiVersion: z.string(), kind: z.string() });
const probe = z.looseObject({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const container = z.looseObject({
  image: z.string(),
  args: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.int() })).default([]),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  securityContext: z.looseObject({ readOnlyRootFilesystem: z.literal(true) }),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
});
const pods = z.looseObject({
  spec: z.looseObject({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        terminationGracePeriodSeconds: z.int(),
        initContainers: z.array(container).default([]),
        containers: z.array(container),
      }),
    }),
  }),
});

/** More than all that a process of Lex gives itself to stop. */
const STOPPING_SECONDS = 20;

async function objectsIn(name: string) {
  const text = await readFile(join(packageRoot, 'deploy', 'kubernetes', name), 'utf8');
  const documents = parseAllDocuments(text, { merge: true }).map((each) => typed.parse(each.toJS()));
  return documents.flatMap((each) => (each.kind === 'List' ? z.array(typed).parse(each['items']) : [each]));
}

function expectKnown(objects: Awaited<ReturnType<typeof objectsIn>>): void {
  expect(objects.length).toBeGreaterThan(1);
  for (const object of objects) {
    const model = MODELS.get(`${object.apiVersion}/${object.kind}`);
    if (!model) throw new Error(`There is no model of ${object.apiVersion}/${object.kind}.`);
    expect(unknownFields(object, (value) => model.prototype.validate.call(value))).toEqual([]);
  }
}

const service = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ ports: z.array(z.looseObject({ name: z.string(), targetPort: z.string() })) }),
});
const ingress = z.looseObject({
  spec: z.looseObject({
    tls: z.array(z.looseObject({ hosts: z.array(z.string()) })),
    rules: z.array(
      z.looseObject({
        host: z.string(),
        http: z.object({
          paths: z.array(
            z.looseObject({
              path: z.literal('/'),
              backend: z.object({
                service: z.object({ name: z.string(), port: z.object({ name: z.string() }) }),
              }),
            }),
          ),
        }),
      }),
    ),
  }),
});
const policy = z.looseObject({
  spec: z.looseObject({
    podSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    ingress: z.array(z.looseObject({ ports: z.array(z.object({ port: z.string() })) })),
  }),
});

describe('deploy/kubernetes/ingress.yaml', () => {
  it('is what Kubernetes takes, and has no field that it does not know', async () => {
    expectKnown(await objectsIn('ingress.yaml'));
  });

  it.each(['single.yaml', 'cluster.yaml'])('leads to the Service of %s, by a name that it answers to', async (name) => {
    const [ways, behind] = await Promise.all([objectsIn('ingress.yaml'), objectsIn(name)]);
    const ofKind = (objects: typeof ways, kind: string) => objects.find((each) => each.kind === kind);
    const { spec } = ingress.parse(ofKind(ways, 'Ingress'));
    const { metadata, spec: served } = service.parse(ofKind(behind, 'Service'));
    const [rule] = spec.rules;
    const way = rule?.http.paths[0]?.backend.service;
    expect(way).toEqual({ name: metadata.name, port: { name: served.ports[0]?.name } });
    expect(spec.tls).toMatchObject([{ hosts: [rule?.host] }]);
    const texts = JSON.stringify(behind);
    expect(texts).toContain(rule?.host ?? 'a host');

    const { podSelector, ingress: from } = policy.parse(ofKind(ways, 'NetworkPolicy')).spec;
    const workloads = behind.filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind));
    for (const each of workloads) {
      expect(pods.parse(each).spec.template.metadata.labels).toMatchObject(podSelector.matchLabels);
    }
    expect(from[0]?.ports).toEqual([{ port: served.ports[0]?.targetPort }]);
  });
});

describe.each(['single.yaml', 'cluster.yaml'])('deploy/kubernetes/%s', (name) => {
  let objects: Awaited<ReturnType<typeof objectsIn>>;
  beforeAll(async () => {
    objects = await objectsIn(name);
  });
  const workloads = () =>
    objects.filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind)).map((each) => pods.parse(each));
  const templates = () => workloads().map(({ spec }) => spec.template.spec);
  const containers = () => templates().flatMap((each) => [...each.initContainers, ...each.containers]);

  it('is what Kubernetes takes, and has no field that it does not know', () => {
    expectKnown(objects);
  });

  it('gives each process settings that it takes', () => {
    const shared = objects.find(({ kind }) => kind === 'ConfigMap')?.['data'] ?? {};
    const secret = {
      LEX_ADMIN_KEY: 'x'.repeat(48),
      ...(name === 'cluster.yaml' && { DATABASE_URL: 'postgresql://db/lex', REDIS_URL: 'redis://redis' }),
    };
    for (const { env } of containers()) {
      const own = Object.fromEntries(env.map((each) => [each.name, each.value]));
      const config = readConfig({ ...z.record(z.string(), z.string()).parse(shared), ...secret, ...own });
      expect(config).toMatchObject({ auth: 'keys', host: '0.0.0.0' });
    }
  });

  it('runs the image as its user, which writes to its data and to /tmp alone, and has the time to stop', async () => {
    const image = readStages(await readFile(join(packageRoot, 'Dockerfile'), 'utf8')).at(-1);
    const dataDir = image && environmentOf(image)['LEX_DATA_DIR'];
    expect(image && execForm(image, 'ENTRYPOINT')).toEqual(['node', 'dist/main.js']);
    for (const each of containers()) {
      expect(['serve', 'work', 'migrate']).toContain(each.args[0]);
      expect(each.volumeMounts.map(({ mountPath }) => mountPath).sort()).toEqual([dataDir, '/tmp']);
    }
    for (const each of templates()) {
      expect(each.terminationGracePeriodSeconds).toBeGreaterThan(STOPPING_SECONDS);
      expect(each).toMatchObject({ securityContext: { runAsNonRoot: true, runAsUser: 1000 } });
    }
  });

  it('finds its pods, and probes what a server answers at the port where it listens', async () => {
    for (const { spec } of workloads()) expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    const lex = await startTestServer();
    const serving = containers().filter(({ args }) => args[0] === 'serve');
    expect(serving).toHaveLength(1);
    for (const { startupProbe, livenessProbe, readinessProbe, ports } of serving) {
      for (const each of [startupProbe, livenessProbe, readinessProbe]) {
        expect(each?.httpGet.port).toBe(ports[0]?.name);
        expect((await fetch(`${lex.url}${each?.httpGet.path}`, { headers: { host: '10.0.0.7:4000' } })).status).toBe(
          200,
        );
      }
      expect(ports[0]?.containerPort).toBe(readConfig({}).port);
    }
  });
});
