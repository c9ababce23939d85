import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

let root = '';
let program = '';
let snapshot = '';

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { HOME: root, ...env },
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

/** What the program does when it is loaded, and when it begins from its snapshot. */
function bothWays(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): [loaded: Outcome, fromSnapshot: Outcome] {
  return [
    run([program, 'template', ...args], env),
    run(
      [
        '--no-rehash-snapshot',
        '--v8-pool-size=1',
        '--snapshot-blob',
        snapshot,
        program,
        'template',
        ...args,
      ],
      env,
    ),
  ];
}

describe('the program that renders charts', () => {
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'sluice-template-'));
    program = join(root, 'template.cjs');
    snapshot = join(root, 'template.blob');
    // In a process of its own, as esbuild does not run among Jest's globals.
    const bundled = run([
      require.resolve('esbuild/bin/esbuild'),
      join(__dirname, 'templateMain.ts'),
      '--bundle',
      '--platform=node',
      '--log-level=error',
      `--outfile=${program}`,
    ]);
    if (bundled.code !== 0) throw new Error(bundled.err);
    run(['--snapshot-blob', snapshot, '--build-snapshot', program]);

    write(
      'chart/Chart.yaml',
      'apiVersion: v2\nname: app\nversion: 1.0.0\nkubeVersion: ">=1.20"\n',
    );
    write('chart/values.yaml', 'a: {b: [1, 2.5, x]}\n');
    write('chart/files/x.bin', 'text\n');
    write(
      'chart/templates/all.yaml',
      `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }}}
data:
  at: {{ toDate "2006-01-02 15:04" "2024-07-01 12:00" | date "15:04 -0700 MST" | quote }}
  sum: {{ toYaml .Values | sha256sum }}
  file: {{ .Files.Get "files/x.bin" | b64enc }}
  match: {{ regexReplaceAll "(\\\\d+)" "a1b22" "<$1>" | quote }}
  derived: {{ derivePassword 1 "long" "password" "user" "example.com" }}
  decrypted: {{ "text" | encryptAES "secretkey" | decryptAES "secretkey" }}
  value: {{ required "a value is needed" .Values.a.b | toJson | quote }}
`,
    );
    write(
      'random/Chart.yaml',
      'apiVersion: v2\nname: random\nversion: 1.0.0\n',
    );
    write(
      'random/templates/all.yaml',
      `{{ range list (randAlphaNum 20) (randAscii 20 | b64enc) (randBytes 20) (randInt 0 1000000000000) uuidv4
        (genPrivateKey "ed25519" | sha256sum) (genSelfSignedCert "a" nil nil 1).Key (htpasswd "u" "p") (bcrypt "p")
        ("text" | encryptAES "secretkey") (join "" (shuffle "abcdefghijklmnopqrstuvwxyz" | splitList "")) }}
# {{ toString . | sha256sum }}
{{ end }}
`,
    );
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each<[string, string[], NodeJS.ProcessEnv]>([
    ['a chart', ['one', 'chart'], {}],
    ['what the environment says', ['one', './chart'], { HELM_NAMESPACE: 'b' }],
    ['another time zone', ['one', 'chart'], { TZ: 'Pacific/Auckland' }],
    ['flags', ['one', 'chart', '--set=a.b={x,y}', '-n', 'c', '--debug'], {}],
    ['help', ['--help'], {}],
    ['a failing template', ['one', 'chart', '--set=a.b=null'], {}],
    ['a chart that is not there', ['one', './nowhere'], {}],
    ['no argument', [], {}],
  ])('does from a snapshot what it does when loaded: %s', (_, args, env) => {
    const [loaded, fromSnapshot] = bothWays(args, env);
    expect(loaded.out + loaded.err).not.toBe('');
    expect(fromSnapshot).toEqual(loaded);
  });

  it('draws anew at each start', () => {
    const drawn = [1, 2].map(() => {
      const [, { code, out }] = bothWays(['one', 'random']);
      expect(code).toBe(0);
      return out.split('\n').filter(line => line.startsWith('# '));
    });
    const lines = drawn.flat().filter(line => !line.includes('Source:'));
    expect(lines).toHaveLength(22);
    expect(new Set(lines).size).toBe(22);
  });
});
