import { fromJson } from '@sluice/golang/value';
import { ApiStatusError } from '@sluice/kubernetes/client';
import { install } from '../action/install';
import { upgrade } from '../action/upgrade';
import { chartOf, openStage } from '../testing/release-stage';

const chart = chartOf({
  'secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: login
stringData:
  password: {{ .Values.password | quote }}
  number: {{ .Values.number }}
  nested: {{ .Values.nested | toJson }}
data:
  encoded: {{ .Values.password | b64enc }}
`,
});
const password = 'hunter2"\nsecond line';
const json = { password, number: 987654321, nested: ['deep-secret'] };

function values() {
  const given = fromJson(json);
  return given instanceof Map ? given : new Map();
}

/** Everything of the values that must not be seen. */
const secrets = [
  'hunter2',
  'second line',
  Buffer.from(password).toString('base64'),
  '987654321',
  '9.87654321e+08',
  'deep-secret',
];

const rejections = [
  `expected string, got &value.valueUnstructured{Value:9.87654321e+08}`,
  `expected string, got &value.valueUnstructured{Value:[]interface {}{"deep-secret"}}`,
  `expected map, got &{${JSON.stringify(password).slice(1, -1)}}`,
  `admission webhook "w" denied the request: ${password} is weak`,
  `admission webhook "w" denied the request: "hunter2\\"\\nsecond line"`,
  `Secret "login" is invalid: number: Invalid value: 987654321`,
  `cannot decode ${Buffer.from(password).toString('base64')}`,
];

describe('a Secret that is rejected', () => {
  it.each(
    rejections.flatMap(message =>
      [true, false].map(serverSideApply => ({ message, serverSideApply })),
    ),
  )(
    'leaves none of its values in the release, its error or the log: $message, server-side $serverSideApply',
    async ({ message, serverSideApply }) => {
      const stage = await openStage();
      stage.cluster.intercept = async ({ verb, type, name }) => {
        if (type.kind === 'Secret' && name === 'login' && verb !== 'get') {
          const causes = [{ field: 'stringData', message }];
          throw new ApiStatusError({
            kind: 'Status',
            code: 422,
            reason: 'Invalid',
            message,
            details: { causes },
          });
        }
      };
      const options = { name: 'web', chart, values: values(), serverSideApply };
      const failures = [
        await install(stage.config, options).catch((e: unknown) => e),
        await upgrade(stage.config, options).catch((e: unknown) => e),
      ];
      const said: string[] = [
        ...(await stage.revisions()),
        ...stage.warnings.map(String),
      ];
      for (let failure of failures) {
        while (failure instanceof Error) {
          said.push(failure.message, failure.stack ?? '');
          if (failure instanceof ApiStatusError) {
            said.push(JSON.stringify(failure.details));
          }
          failure = failure.cause;
        }
      }
      expect(said[0]).toMatch(/^failed: Release "web" failed: .*\*\*\*/s);
      const seen = secrets.filter(secret =>
        said.some(text => text.includes(secret)),
      );
      expect(seen).toEqual([]);
    },
  );

  it('leaves the words about other objects alone', async () => {
    const stage = await openStage();
    stage.cluster.intercept = async ({ verb, type, name }) => {
      if (type.kind === 'ConfigMap' && name === 'plain' && verb !== 'get') {
        throw new ApiStatusError({
          kind: 'Status',
          code: 422,
          message: 'expected string, got &value.valueUnstructured{Value:1}',
        });
      }
    };
    const plain = chartOf({
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n',
    });
    await expect(
      install(stage.config, { name: 'web', chart: plain }),
    ).rejects.toThrow('got &value.valueUnstructured{Value:1}');
  });
});
