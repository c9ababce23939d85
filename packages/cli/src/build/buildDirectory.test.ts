import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildDirectory } from './buildDirectory';

const nothingIsFetched = () => {
  throw new Error('nothing has to be fetched');
};

describe('sluice build', () => {
  let root: string;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-build-')));
    write(
      'base/kustomization.yaml',
      'resources: [web.yaml, account.yaml]\nnamespace: shop\n',
    );
    write(
      'base/web.yaml',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n',
    );
    write(
      'base/account.yaml',
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n',
    );
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function build(...argv: string[]) {
    let out = '';
    let err = '';
    const code = buildDirectory(
      {
        argv,
        env: {},
        signal: new AbortController().signal,
        stdout: text => {
          out += text;
        },
        stderr: text => {
          err += text;
        },
      },
      nothingIsFetched,
    );
    return { code, out, err };
  }

  const account =
    'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n  namespace: shop\n';
  const web =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\n';

  it('prints the objects in the original order of kinds', () => {
    expect(build(join(root, 'base'))).toEqual({
      code: 0,
      out: `${account}---\n${web}`,
      err: '',
    });
    expect(build(join(root, 'base'), '--reorder=none')).toEqual({
      code: 0,
      out: `${web}---\n${account}`,
      err: "Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead.\n",
    });
  });

  it('says what the original logs, with the time', () => {
    write(
      'base/kustomization.yaml',
      'resources: [web.yaml]\nsortOptions: {order: fifo}\nvars:\n- {name: B, objref: {apiVersion: apps/v1, kind: Deployment, name: web}}\n- {name: A, objref: {apiVersion: apps/v1, kind: Deployment, name: web}}\n',
    );
    const { code, err } = build(join(root, 'base'), '--reorder=legacy');
    expect(code).toBe(0);
    expect(err.replace(/^\d{4}(?:[/: ]\d\d){5} /gm, 'TIME ')).toBe(
      `Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead.
# Warning: 'vars' is deprecated. Please use 'replacements' instead. [EXPERIMENTAL] Run 'kustomize edit fix' to update your Kustomization automatically.
TIME well-defined vars that were never replaced: A,B
TIME Warning: Sorting order is set both in 'kustomization.yaml' ('sortOptions') and in a CLI flag ('--reorder'). Using the kustomization file over the CLI flag.
`,
    );
  });

  it('writes a file, or a file per object', () => {
    const file = join(root, 'all.yaml');
    expect(build(join(root, 'base'), '-o', file)).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(readFileSync(file, 'utf8')).toBe(`${account}---\n${web}`);
    mkdirSync(join(root, 'out'));
    build(join(root, 'base'), '--output', join(root, 'out'));
    expect(readdirSync(join(root, 'out'))).toEqual([
      'apps_v1_deployment_web.yaml',
      'v1_serviceaccount_web.yaml',
    ]);
  });

  it('writes no file elsewhere than it is told to', () => {
    write(
      'base/account.yaml',
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: /../../web}\n',
    );
    mkdirSync(join(root, 'out'));
    const { code, err } = build(join(root, 'base'), '-o', join(root, 'out'));
    expect(code).toBe(1);
    expect(err).toContain('is no file name');
    expect(readdirSync(root).sort()).toEqual(['base', 'out']);
  });

  it('reads from outside of the directory only when it may', () => {
    write('above/kustomization.yaml', 'resources: [../base/web.yaml]\n');
    const above = join(root, 'above');
    const refused = build(above);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(
      `security; file '${root}/base/web.yaml' is not in or below '${above}'`,
    );
    expect(
      build(above, '--load-restrictor', 'LoadRestrictionsNone').out,
    ).toContain('kind: Deployment');
  });

  it('says what is wrong, as the original does', () => {
    expect(build('a', 'b').err).toBe(
      'Error: specify one path to kustomization.yaml\n',
    );
    expect(build(join(root, 'none', 'deeper')).err).toBe(
      `Error: must build at directory: not a valid directory: evalsymlink failure on '${root}/none/deeper' : lstat ${root}/none: no such file or directory\n`,
    );
    expect(build(join(root, 'base', 'web.yaml', 'x')).err).toBe(
      `Error: must build at directory: not a valid directory: evalsymlink failure on '${root}/base/web.yaml/x' : not a directory\n`,
    );
    expect(build(join(root, 'base', 'web.yaml')).err).toBe(
      `Error: must build at directory: '${root}/base/web.yaml': file is not directory\n`,
    );
    expect(build(root).err).toBe(
      `Error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${root}'\n`,
    );
    expect(build('--load-restrictor=x').err).toBe(
      'Error: illegal flag value --load-restrictor x; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]\n',
    );
  });

  it('takes the flags about plugins where nothing needs them, and refuses charts with them, too', () => {
    const flags = ['--enable-helm', '--enable-exec', '-e', 'A=b', '--network'];
    expect(build(join(root, 'base'), ...flags).code).toBe(0);
    write('chart/kustomization.yaml', 'helmCharts: [{name: web}]\n');
    expect(build(join(root, 'chart')).err).toContain(
      'must specify --enable-helm',
    );
    const { code, err } = build(join(root, 'chart'), ...flags);
    expect(code).toBe(1);
    expect(err).toContain('not supported, also not with --enable-helm');
  });
});
