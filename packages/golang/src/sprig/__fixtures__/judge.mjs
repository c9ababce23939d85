// Writes what Go's text/template and sprig 3.3.0 make of every case of these fixtures:
//
//   node test/judges/build.mjs gotemplate   (or another way to build test/judges/go/helm/gotemplate)
//   node packages/golang/src/sprig/__fixtures__/judge.mjs PATH/TO/gotemplate
//
// A case is [expression or template, output] or [expression or template, null, error]. New ones need only their first element.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const directory = dirname(fileURLToPath(import.meta.url));
const read = name => JSON.parse(readFileSync(join(directory, name), 'utf8'));
const { data, dataTypes } = read('data.json');

/** Shows the type of a value, how it prints, and its JSON. */
const show = source =>
  source.startsWith('{{')
    ? source
    : `{{ $r := (${source}) }}{{ printf "%T|%v|" $r $r }}{{ toJson $r }}`;

for (const name of readdirSync(directory)) {
  if (!name.endsWith('.json') || ['data.json', 'signatures.json'].includes(name)) {
    continue;
  }
  const cases = read(name);
  const questions = cases.map(([source]) =>
    JSON.stringify({ name: 't', template: show(source), funcs: 'sprig', data, dataTypes }),
  );
  const answers = execFileSync(process.argv[2], {
    input: `${questions.join('\n')}\n`,
    maxBuffer: 1 << 30,
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  })
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  const judged = cases.map(([source], i) => {
    const { output, outputBase64, error } = answers[i];
    if (error !== undefined) return [source, null, error];
    return outputBase64 === undefined
      ? [source, output]
      : [source, { base64: outputBase64 }];
  });
  const lines = judged.map(each => `  ${JSON.stringify(each)}`);
  writeFileSync(join(directory, name), `[\n${lines.join(',\n')}\n]\n`);
}
