import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebServer } from '@sluice/sources/testing';
import { judgesAvailable } from '@sluice/test-judges';
import { repositoryCases } from './cases';
import { helmRunner, playCase, sluiceRunner, surplus } from './compare';
import { servePages } from './world';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function difference(expected: string, actual: string): string {
  const [a, b] = [expected.split('\n'), actual.split('\n')];
  const lines = [
    ...a.filter(line => !b.includes(line)).map(line => `  helm   ${line}`),
    ...b.filter(line => !a.includes(line)).map(line => `  sluice ${line}`),
  ];
  return [a[0], ...lines.slice(0, 16)].join('\n');
}

async function main(): Promise<number> {
  const only = process.argv[2];
  const { available, missing } = judgesAvailable(['helm']);
  if (!available) {
    print(`FAIL the judges are missing: ${missing.join(', ')}`);
    return 1;
  }
  const directory = await mkdtemp(join(tmpdir(), 'sluice-repositories-'));
  const [server, other] = [await WebServer.start(), await WebServer.start()];
  servePages(server, other);
  let failed = 0;
  let passed = 0;
  try {
    for (const testCase of repositoryCases) {
      if (only && !testCase.name.includes(only)) continue;
      const place = { directory, server, other };
      const expected = await playCase(testCase, helmRunner, place);
      const actual = await playCase(testCase, sluiceRunner, place);
      const { differs } = testCase;
      const lines = expected.flatMap((seen, i) => [
        ...(seen.text === actual[i].text
          ? []
          : [difference(seen.text, actual[i].text)]),
        ...surplus(actual[i], seen),
      ]);
      const same = differs
        ? actual.some(({ text }) => differs.says.test(text))
        : lines.length === 0;
      print(`${same ? 'ok  ' : 'FAIL'} ${testCase.name}`);
      if (same) passed += 1;
      else {
        failed += 1;
        lines.forEach(print);
      }
    }
  } finally {
    await Promise.all([server.close(), other.close()]);
    await rm(directory, { recursive: true, force: true });
  }
  print(`repositories: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    print(error instanceof Error ? error.stack ?? '' : String(error));
    process.exit(1);
  },
);
