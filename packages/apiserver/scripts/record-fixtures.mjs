/**
 * Records how a real API server completes or refuses the objects of fixture-inputs.mjs:
 *
 *   node test/judges/control-plane.mjs start          # prints a kubeconfig
 *   kubectl --kubeconfig … proxy --port=8001
 *   node packages/apiserver/scripts/record-fixtures.mjs http://127.0.0.1:8001 \
 *     packages/apiserver/src/resources
 *
 * Writes fixtures/creations.json (dry-run creates) and fixtures/updates.json (a create, then a dry-run PUT).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { creations, updates } from './fixture-inputs.mjs';

const [base, directory] = process.argv.slice(2);
if (!base || !directory) {
  process.stderr.write('usage: record-fixtures.mjs BASE_URL DIRECTORY\n');
  process.exit(1);
}
const kinds = JSON.parse(
  readFileSync(join(directory, 'generated/kinds.json'), 'utf8'),
);

function pathOf(object, name = '') {
  const kind = kinds.find(
    candidate =>
      candidate.kind === object.kind &&
      [candidate.group, candidate.version].filter(Boolean).join('/') ===
        object.apiVersion,
  );
  const root = kind.group === '' ? '/api/v1' : `/apis/${object.apiVersion}`;
  const namespace = kind.namespaced
    ? `/namespaces/${object.metadata.namespace}`
    : '';
  return `${root}${namespace}/${kind.plural}${name && `/${name}`}`;
}

async function send(method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return { code: response.status, output: await response.json() };
}

function masked({ code, output }) {
  if (output.metadata) {
    delete output.metadata.managedFields;
    delete output.metadata.uid;
    delete output.metadata.creationTimestamp;
    delete output.metadata.resourceVersion;
  }
  return { code, output };
}

const lines = results =>
  `[\n${results.map(result => JSON.stringify(result)).join(',\n')}\n]\n`;

const created = [];
for (const [name, input] of Object.entries(creations)) {
  const answer = await send('POST', `${pathOf(input)}?dryRun=All`, input);
  created.push({ name, input, ...masked(answer) });
}
writeFileSync(join(directory, 'fixtures/creations.json'), lines(created));

const updated = [];
for (const [name, [old, input]] of Object.entries(updates)) {
  const first = await send('POST', pathOf(old), old);
  if (first.code !== 201) {
    throw new Error(`${name}: ${JSON.stringify(first)}`);
  }
  // The server's controllers may change it; what the update starts from is recorded.
  const before = await send('GET', pathOf(old, old.metadata.name));
  const answer = await send(
    'PUT',
    `${pathOf(old, old.metadata.name)}?dryRun=All`,
    input,
  );
  updated.push({ name, old: masked(before).output, input, ...masked(answer) });
  await send(
    'DELETE',
    `${pathOf(
      old,
      old.metadata.name,
    )}?gracePeriodSeconds=0&propagationPolicy=Background`,
  );
  for (;;) {
    if ((await send('GET', pathOf(old, old.metadata.name))).code === 404) {
      break;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
writeFileSync(join(directory, 'fixtures/updates.json'), lines(updated));
