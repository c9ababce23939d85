import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JsonObject, JsonValue } from '@sluice/golang/json';
import type { KubernetesObject } from '../objects';
import { augmentedConditions } from './augment';
import { compileExpression, type ExpressionOptions } from './cel/expression';
import {
  type CustomHealthCheck,
  CustomHealthChecks,
  type HealthCheckExpressions,
} from './customHealthChecks';
import type { StatusResult } from './result';
import { computeStatus } from './status';

interface Check {
  path: (string | number)[];
  op: string;
  value: JsonValue;
}

interface Case {
  name: string;
  kind: string;
  object: KubernetesObject & { status?: JsonObject };
  conditions: JsonObject[];
  expect: Check[] & {
    status?: string;
    error?: string;
    conditions?: { type: string; status: string; reason: string }[];
    absent?: string[];
    result?: JsonValue;
  };
  checks: CustomHealthCheck[];
  check: { group: string; kind?: string };
  asked: { group: string; kind?: string };
  exprs: HealthCheckExpressions;
  expr: string;
  options: ExpressionOptions;
  as?: string;
  data: JsonObject;
}

const NOW = Date.parse('2026-03-04T05:06:07Z');

const file = resolve(
  __dirname,
  '../../../../../shared/corpora/flux/kstatus/cases.json',
);
const text = existsSync(file) ? readFileSync(file, 'utf8') : '{"cases": []}';
const all: Case[] = JSON.parse(
  text.replace(/\$\{NOW(?:-(\d+)s)?\}/g, (_, seconds: string | undefined) =>
    new Date(NOW - Number(seconds ?? 0) * 1000)
      .toISOString()
      .replace('.000Z', 'Z'),
  ),
).cases;
// Those of kubernetes-sigs/cli-utils alone differ from the fork that Flux uses.
const cases = all.filter(({ name }) => !name.startsWith('k8s-sigs/'));

function at(value: unknown, path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null
        ? Object.entries(found).find(([name]) => name === String(key))?.[1]
        : undefined,
    value,
  );
}

function verify(result: StatusResult, { path, op, value }: Check): void {
  const actual = at(result, path);
  switch (op) {
    case 'equal':
      expect(actual).toEqual(value);
      break;
    case 'contains':
      expect(actual).toContain(value);
      break;
    case 'length':
      expect(actual).toHaveLength(Number(value));
      break;
    default:
      throw new Error(`unknown matcher ${op}`);
  }
}

function verifyCompute({ object, expect: expected }: Case): void {
  const result = computeStatus(object, { now: NOW });
  expect(result.status).toBe(expected.error ? 'Unknown' : expected.status);
  for (const condition of expected.conditions ?? []) {
    expect(result.conditions).toContainEqual(
      expect.objectContaining(condition),
    );
  }
  for (const type of expected.absent ?? []) {
    expect(result.conditions.map(condition => condition.type)).not.toContain(
      type,
    );
  }
}

function verifyAugment({ object, conditions, expect: expected }: Case): void {
  const withConditions = {
    ...object,
    status: { ...object.status, conditions },
  };
  const byType = (list: { type?: JsonValue; reason?: JsonValue }[] = []) =>
    list.map(({ type, reason }) => `${type} ${reason}`).sort();
  expect(byType(augmentedConditions(withConditions, { now: NOW }))).toEqual(
    byType(expected.conditions),
  );
}

function verifyJob({ object, expect: expected }: Case): void {
  const result = computeStatus(object, { jobsMustComplete: true, now: NOW });
  expected.forEach(check => verify(result, check));
}

function verifyCelSupports({ check, asked, expect: expected }: Case): void {
  const checks = new CustomHealthChecks(
    [{ apiVersion: `${check.group}/v1`, kind: check.kind, current: 'true' }],
    () => ({ evaluateBoolean: () => true }),
  );
  expect(checks.supports(asked.group, asked.kind ?? '')).toBe(expected);
}

function evaluated({ expr, options, as, data }: Case): JsonValue {
  const expression = compileExpression(expr, options);
  switch (as) {
    case 'boolean':
      return expression.evaluateBoolean(data);
    case 'string':
      return expression.evaluateString(data);
    case 'stringSlice':
      return expression.evaluateStringSlice(data);
    case 'any':
      return expression.evaluate(data);
    default:
      return null;
  }
}

/** The message of the error that a function throws. */
function messageOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function verifyCel(test: Case): void {
  const { error, result } = test.expect;
  if (error === undefined) {
    expect(evaluated(test)).toEqual(result ?? null);
  } else {
    expect(messageOf(() => evaluated(test))).toContain(error);
  }
}

function verifyCelStatus({ exprs, object, expect: expected }: Case): void {
  const complete = Object.assign({ apiVersion: 'a/v1', kind: 'X' }, object);
  const status = () =>
    new CustomHealthChecks(
      [{ apiVersion: 'a/v1', ...exprs }],
      compileExpression,
    ).compute(complete).status;
  if (expected.error === undefined) {
    expect(status()).toBe(expected.status);
  } else {
    expect(messageOf(status)).toContain(expected.error);
  }
}

function verifyCelValid({ exprs, expect: expected }: Case): void {
  const make = () =>
    new CustomHealthChecks(
      [{ apiVersion: 'a/v1', ...exprs }],
      compileExpression,
    );
  expect(messageOf(make)).toContain(expected.error ?? '');
  expect(messageOf(make) === '').toBe(expected.error === undefined);
}

function verifyCelReader({ checks, object, expect: expected }: Case): void {
  const status = () =>
    new CustomHealthChecks(checks, compileExpression).compute(object).status;
  if (expected.error === undefined) {
    expect(status()).toBe(expected.status);
  } else {
    expect(messageOf(status)).toContain(expected.error);
  }
}

const runners: Record<string, (test: Case) => void> = {
  compute: verifyCompute,
  augment: verifyAugment,
  job: verifyJob,
  celSupports: verifyCelSupports,
  cel: verifyCel,
  celStatus: verifyCelStatus,
  celValid: verifyCelValid,
  celReader: verifyCelReader,
};

describe('kstatus', () => {
  it('has its test data, where the data is at all', () => {
    expect(existsSync(file) ? cases.length : 40).toBeGreaterThanOrEqual(40);
  });

  if (cases.length > 0) {
    it.each(cases.map(test => ({ test, name: test.name })))(
      '$name',
      ({ test }) => {
        expect.hasAssertions();
        runners[test.kind](test);
      },
    );
  }
});
