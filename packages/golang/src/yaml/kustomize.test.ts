import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitSigsYaml, nodeToJson, parseYamlDocuments } from '.';

const directory = join(__dirname, '__fixtures__');
const names = readdirSync(directory)
  .filter(name => name.endsWith('.input.yaml'))
  .map(name => name.slice(0, -'.input.yaml'.length));

describe('reading and printing as kustomize', () => {
  it.each(names)('gives the bytes of kustomize for %s', name => {
    const input = readFileSync(join(directory, `${name}.input.yaml`), 'utf8');
    const printed = parseYamlDocuments(input)
      .map(node => emitSigsYaml(nodeToJson(node, 'yaml.v3')))
      .join('---\n');
    expect(printed).toBe(
      readFileSync(join(directory, `${name}.output.yaml`), 'utf8'),
    );
  });
});
