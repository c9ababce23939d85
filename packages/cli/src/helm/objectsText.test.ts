import type { JsonObject, JsonValue } from '@sluice/golang/json';
import { objectsText } from './objectsText';

const now = new Date('2026-01-02T03:04:05Z');

function table(
  columns: readonly (readonly [string, number?])[],
  ...rows: JsonValue[][]
): JsonObject {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: columns.map(([name, priority = 0]) => ({
      name,
      type: 'string',
      format: '',
      description: '',
      priority,
    })),
    rows: rows.map(cells => ({ cells })),
  };
}

const maps = [['Name'], ['Data'], ['Age']] as const;

describe('objectsText', () => {
  it('prints the tables of a server, what names their columns once', () => {
    const resources: JsonObject = {
      'v1/ConfigMap': [
        table(maps, ['settings', 3, '5s']),
        table(maps, ['kept', 1, '12m']),
      ],
      'apps/v1/Deployment': [
        table([['Name'], ['Ready'], ['Images', 1]], ['web', '0/1', 'a:1']),
      ],
      'v1/Pod(related)': [table([['Name'], ['Ready']])],
    };
    expect(objectsText(resources, now)).toBe(`RESOURCES:
==> v1/ConfigMap
NAME       DATA   AGE
settings   3      5s
kept   1     12m

==> apps/v1/Deployment
NAME   READY
web    0/1

==> v1/Pod(related)


`);
  });

  it('shows a cell in one line, and nothing that a terminal obeys', () => {
    const cells = ['a\nb', null, true, '\x1b[31m'];
    const columns = [['A'], ['B'], ['C'], ['D']] as const;
    expect(objectsText({ X: [table(columns, cells)] }, now)).toBe(`RESOURCES:
==> X
A      B     C      D
a...         true   ^[[31m


`);
  });

  it('prints the names and ages of objects where the server prints none', () => {
    const object = (name: string, creationTimestamp?: string) => ({
      metadata: { name, ...(creationTimestamp && { creationTimestamp }) },
    });
    const resources: JsonObject = {
      'v1/A': [object('one', '2026-01-02T03:02:00Z'), object('second')],
      'v1/B': [{ kind: 'BList', items: [object('x', '2025-12-30T00:04:05Z')] }],
    };
    expect(objectsText(resources, now)).toBe(`RESOURCES:
==> v1/A
NAME   AGE
one    2m5s
second   <unknown>

==> v1/B
x     3d3h


`);
    expect(objectsText({}, now)).toBe('');
  });
});
