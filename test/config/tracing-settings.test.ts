import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { describeConfig } from '../../src/config/describe-config.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/' };

describe("OpenTelemetry's settings", () => {
  it('are read as it writes them', () => {
    const { tracing } = readConfig({
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%3Db=c , x-tenant=summer',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=été%2C%20tard,__proto__=x',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '.25',
    });
    expect(tracing).toMatchObject({
      endpoint: 'http://127.0.0.1:4318',
      headers: { 'api-key': 'a=b=c', 'x-tenant': 'summer' },
      sampler: 'parentbased_traceidratio',
      share: 0.25,
      isDisabled: false,
    });
    expect(Object.entries(tracing.resource ?? {})).toEqual([
      ['deployment.environment.name', 'été, tard'],
      ['__proto__', 'x'],
    ]);
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:4318?token=hunter2'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization'],
    ['OTEL_EXPORTER_OTLP_HEADERS', '=value'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a b=c'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=b%0d%0ax-evil:%201'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a=%00'],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.1'],
    ['OTEL_TRACES_SAMPLER_ARG', '-0.5'],
    ['OTEL_TRACES_SAMPLER_ARG', 'NaN'],
    ['OTEL_SDK_DISABLED', 'yes'],
  ])('are refused where they are used: %s=%s', (name, value) => {
    expect(() => readConfig({ ...ENDPOINT, [name]: value })).toThrow(new RegExp(`^${name} is `));
    if (name !== 'OTEL_EXPORTER_OTLP_ENDPOINT') expect(readConfig({ [name]: value }).tracing.endpoint).toBeUndefined();
  });

  it('show no secrets', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:hunter2@collector.example.com',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=hunter2',
    };
    expect(JSON.stringify(describeConfig({}, new Set()))).not.toContain('hidden');
    const shown = JSON.stringify(describeConfig(environment, new Set()));
    expect(shown).toContain('collector.example.com');
    expect(shown).not.toContain('hunter2');
  });
});
