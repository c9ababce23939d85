import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebServer, makeTestCertificate } from '@sluice/sources/testing';
import type { Verdict } from '../play';
import { type RepositoryCase, repositoryCases } from './cases';
import { helmRunner, playCase, sluiceRunner, surplus } from './compare';
import { servePages } from './world';

function difference(expected: string, actual: string): string[] {
  const [a, b] = [expected.split('\n'), actual.split('\n')];
  return [
    a[0],
    ...a.filter(line => !b.includes(line)).map(line => `  helm   ${line}`),
    ...b.filter(line => !a.includes(line)).map(line => `  sluice ${line}`),
  ];
}

async function playBoth(
  testCase: RepositoryCase,
  place: Parameters<typeof playCase>[2],
): Promise<Verdict> {
  const title = `repositories: ${testCase.name}`;
  const expected = await playCase(testCase, helmRunner, place);
  const actual = await playCase(testCase, sluiceRunner, place);
  const { differs } = testCase;
  if (differs) {
    const said = actual.some(({ text }) => differs.says.test(text));
    return {
      title,
      differences: said ? [] : [`it does not say ${differs.says}`],
    };
  }
  const differences = expected.flatMap((seen, i) => [
    ...(seen.text === actual[i].text
      ? []
      : difference(seen.text, actual[i].text)),
    ...surplus(actual[i], seen),
  ]);
  return { title, differences };
}

/** Plays commands about repositories with helm and with Sluice, against servers that also do what they should not. */
export async function playRepositories(): Promise<Verdict[]> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-repositories-'));
  const own = makeTestCertificate('charts.example');
  const client = makeTestCertificate('client.example');
  const [server, other, secure, choosy] = await Promise.all([
    WebServer.start(),
    WebServer.start(),
    WebServer.start(own),
    WebServer.start({ ...own, ca: client.cert }),
  ]);
  for (const each of [server, secure, choosy]) servePages(each, other);
  const files = {
    'ca.pem': own.cert,
    'key.pem': own.key,
    'client.pem': client.cert,
    'client-key.pem': client.key,
  };
  const place = { directory, server, other, secure, choosy, files };
  try {
    const verdicts: Verdict[] = [];
    for (const testCase of repositoryCases) {
      verdicts.push(await playBoth(testCase, place));
    }
    return verdicts;
  } finally {
    await Promise.all(
      [server, other, secure, choosy].map(each => each.close()),
    );
    await rm(directory, { recursive: true, force: true });
  }
}
