/** Commands that are run one after the other, each by both. `URL` and `OTHER` become the servers' URLs. */
export interface RepositoryCase {
  name: string;
  /** Files of the directory where they run. */
  files?: Readonly<Record<string, string>>;
  /** Archives among them, by path: name and version. */
  archives?: Readonly<Record<string, readonly [string, string]>>;
  /** Command lines, separated by spaces. */
  run: readonly string[];
  /** Why Sluice is meant to do something else; what is in its words then. */
  differs?: { why: string; says: RegExp };
}

const chart = (dependencies: string, more = '') =>
  `apiVersion: v2\nname: shop\nversion: 1.0.0\n${more}dependencies:\n${dependencies}`;

const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';

/** A chart in a directory that depends on others. */
function shop(dependencies: string): Record<string, string> {
  return {
    'shop/Chart.yaml': chart(dependencies),
    'shop/templates/a.yaml': map,
  };
}

const faults = [
  'broken',
  'forbidden',
  'none',
  'hangup',
  'truncated',
  'empty',
  'html',
  'text',
  'list',
  'json-list',
  'packed',
  'no-version',
  'unknown-field',
  'unknown-inner',
  'twice',
  'bad-yaml',
  'null-entry',
  'bad-version',
  'no-urls',
  'json',
  'loop',
  'moved',
  'moved-away',
  'file-url',
  'up',
];

const archiveFaults = [
  'file-url',
  'ftp-url',
  'missing',
  'up',
  'escaped',
  'half',
  'page',
  'typed',
  'encoded',
  'cut',
  'no-urls',
];

const local = '- {name: web, version: 1.x.x, repository: "file://../web"}\n';
const localWeb = {
  'web/Chart.yaml':
    'apiVersion: v2\nname: web\nversion: 1.3.0\ndescription: here\n',
  'web/values.yaml': '# a comment\na: 1\n',
  'web/templates/a.yaml': map,
  'web/README.md': 'hello\n',
};

export const repositoryCases: readonly RepositoryCase[] = [
  {
    name: 'index: garbled',
    run: ['repo add x URL/garbled'],
    differs: {
      why: 'what comes in place of HTTP is not repeated',
      says: /stderr Error: looks like .* cannot be reached: Get "\S+": malformed HTTP response\n/,
    },
  },
  {
    name: 'add list update remove',
    run: [
      'repo list',
      'repo list -o json',
      'repo list -o yaml',
      'repo update',
      'repo remove x',
      'repo add charts URL/charts',
      'repo add charts URL/charts',
      'repo add charts URL/whole',
      'repo add charts URL/whole --force-update',
      'repo add other URL/json --pass-credentials',
      'repo list',
      'repo list --no-headers',
      'repo list -o json',
      'repo list -o yaml',
      'repo update other',
      'repo update nobody',
      'repo up charts other',
      'repo remove nobody',
      'repo rm charts',
      'repo list',
      'repo add a/b URL/charts',
      'repo add',
      'repo add x y z',
      'repo add x ftp://y/z',
      'repo add x URL/charts --timeout x',
      'repo update extra args',
    ],
  },
  {
    name: 'gone repositories',
    run: ['repo add stable https://kubernetes-charts.storage.googleapis.com'],
  },
  {
    name: 'private',
    run: [
      'repo add p URL/private',
      'repo add p URL/private --username ada --password wrong',
      'repo add p URL/private --username ada --password s3cret',
      'pull p/web',
      'show values p/web --version 1.0.0',
      'pull URL/private/files/web-1.0.0.tgz -d .',
      'pull web --repo URL/private',
      'pull web --repo URL/private --username ada --password s3cret',
      'template URL/private/files/web-1.2.0.tgz --username ada --password s3cret',
    ],
  },
  {
    name: 'private elsewhere',
    run: [
      'repo add p URL/away --username ada --password s3cret',
      'pull p/web',
      'repo add q URL/away --username ada --password s3cret --pass-credentials',
      'pull q/web',
      'pull web --repo URL/away --username ada --password s3cret',
      'pull web --repo URL/away --username ada --password s3cret --pass-credentials',
    ],
  },
  {
    name: 'credentials of a redirect',
    run: [
      'repo add p URL/moved-away --username ada --password s3cret',
      'repo add q URL/moved --username ada --password s3cret',
    ],
  },
  {
    name: 'authorities',
    run: [
      'repo add t TLS/charts',
      'repo add t TLS/charts --ca-file none.pem',
      'repo add t TLS/charts --ca-file key.pem',
      'repo add t TLS/charts --ca-file ca.pem',
      'show chart t/web',
      'pull t/web --version 1.0.0',
      'pull TLS/charts/files/web-1.0.0.tgz -d .',
      'pull TLS/charts/files/web-1.0.0.tgz -d . --ca-file ca.pem',
      'show chart web --repo TLS/charts',
      'show chart web --repo TLS/charts --ca-file ca.pem',
      'show chart web --repo TLS/charts --insecure-skip-tls-verify',
      'template web --repo TLS/whole --ca-file ca.pem',
      'repo update',
      'repo add u TLS/charts --insecure-skip-tls-verify',
      'show chart u/web',
      'show chart u/web --insecure-skip-tls-verify',
    ],
  },
  {
    name: 'client certificates',
    run: [
      'repo add c CHOOSY/charts --ca-file ca.pem --cert-file client.pem --key-file client-key.pem',
      'show chart c/web',
      'show chart web --repo CHOOSY/charts --ca-file ca.pem --cert-file client.pem --key-file client-key.pem',
      'repo add d CHOOSY/charts --ca-file ca.pem --cert-file none.pem --key-file client-key.pem',
      'repo add d CHOOSY/charts --ca-file ca.pem --cert-file client.pem --key-file none.pem',
    ],
  },
  {
    name: 'no certificate',
    run: ['repo add c CHOOSY/charts --ca-file ca.pem'],
    differs: {
      why: 'what TLS says of it is in the words of the library',
      says: /code 1\nstdout \nstderr Error: looks like .* cannot be reached: /,
    },
  },
  {
    name: 'a certificate that is none',
    run: [
      'repo add c CHOOSY/charts --ca-file ca.pem --cert-file ca.pem --key-file ca.pem',
    ],
    differs: {
      why: 'what is wrong with a key is not told in detail',
      says: /stderr Error: looks like .* cannot be reached: .*unable to load cert from key pair\n/,
    },
  },
  { name: 'query', run: ['repo add q URL/query?token=1', 'pull q/web'] },
  ...faults.map(
    (fault): RepositoryCase => ({
      name: `index: ${fault}`,
      run: [
        `repo add x URL/${fault}`,
        'repo list',
        `show chart web --repo URL/${fault}`,
      ],
    }),
  ),
  ...archiveFaults.map(
    (fault): RepositoryCase => ({
      name: `archive: ${fault}`,
      run: [
        `repo add x URL/${fault}`,
        'show chart x/web',
        'pull x/web',
        `template web --repo URL/${fault}`,
      ],
    }),
  ),
  {
    name: 'archive: directory',
    run: ['repo add x URL/directory', 'show chart x/web'],
  },
  {
    name: 'digest: lies',
    run: ['repo add x URL/lies', 'show chart x/web'],
    differs: {
      why: 'an archive has to have the digest of the index',
      says: /the digest of web-1\.0\.0\.tgz does not match/,
    },
  },
  {
    name: 'digest: odd',
    run: ['repo add x URL/odd-digest', 'show chart x/web'],
  },
  {
    name: 'digest: none',
    run: ['repo add x URL/no-digest', 'show chart x/web'],
  },
  {
    name: 'digest: short',
    run: ['repo add x URL/short-digest', 'show chart x/web'],
  },
  {
    name: 'charts of repositories',
    files: { 'v.yaml': 'size: 3\n' },
    run: [
      'repo add c URL/charts',
      'show chart c/web',
      'show chart c/web --version 1.0',
      'show chart c/web --version ^1',
      'show chart c/web --version ~1.0',
      'show chart c/web --devel',
      'show values c/web --version >0-0',
      'show chart c/web --version 9',
      'show chart c/web --version x.y',
      'show chart c/none',
      'show chart d/web',
      'show chart web',
      'show chart c/',
      'show chart ./web',
      'show chart /web',
      'template c/web',
      'template rel c/web -f v.yaml --version 1.0.0',
      'template rel c/db -f URL/values.yaml',
      'template rel c/db --set-file size=URL/values.yaml',
      'template rel c/db -f URL/nothing.yaml',
      'template rel c/db -f URL/bad-values.yaml',
      'template rel c/db --set-file size=URL/nothing.yaml',
      'template rel c/db -f URL/values-secret.yaml',
      'template c/web --version 1.1',
      'show readme URL/charts/files/db-0.1.0.tgz',
      'show all web --repo URL/whole',
      'show all web --repo URL/rooted --version 1.0.0',
      'show all web --repo URL/dotted',
      'show all web --repo URL/elsewhere',
      'show chart none --repo URL/charts',
      'show chart web --repo URL/charts --version 7',
      'show chart web --repo ftp://x/y',
      'show chart web --repo nothing',
      'show chart URL/charts/files/none.tgz',
      'lint c/web',
    ],
  },
  {
    name: 'pull',
    run: [
      'pull',
      'repo add c URL/charts',
      'pull c/web',
      'pull c/web c/db -d out',
      'pull c/web --version 1.0.0 --untar',
      'pull c/web --untar',
      'pull c/web --untar --untardir deep/er',
      'pull c/web --untar -d d1 --untardir d2',
      'pull URL/charts/files/db-0.1.0.tgz --untar',
      'pull URL/charts/evil.tgz --untar',
      'pull URL/charts/dots.tgz --untar',
      'pull c/web --prov',
      'pull web --repo URL/charts --devel',
      'fetch c/none',
    ],
  },
  {
    name: 'dependencies of named repositories',
    files: shop(
      '- {name: web, version: ^1, repository: "@c"}\n- {name: db, version: 0.1.0, repository: "alias:c"}\n',
    ),
    run: [
      'dependency update shop',
      'repo add c URL/charts',
      'dependency update shop',
      'dep list shop',
      'dependency build shop',
      'dep up shop --skip-refresh',
      'template shop',
      'repo remove c',
      'dependency build shop',
    ],
  },
  {
    name: 'dependencies of unmanaged repositories',
    files: shop(
      '- {name: web, version: 1.0.x, repository: "URL/charts"}\n- {name: db, version: ">0", repository: "URL/charts/", alias: store}\n',
    ),
    run: [
      'template shop',
      'dependency update shop',
      'dependency build shop',
      'template shop',
      'dependency update shop --skip-refresh',
    ],
  },
  {
    name: 'dependencies on directories',
    files: { ...shop(local), ...localWeb },
    run: [
      'dependency update shop',
      'dependency update shop --debug',
      'template shop',
      'dependency build shop',
    ],
  },
  {
    name: 'dependencies on demand',
    files: { ...shop(local), ...localWeb },
    run: [
      'template shop',
      'template shop --dependency-update',
      'template shop --dependency-update',
    ],
  },
  {
    name: 'outdated archives',
    files: {
      ...shop('- {name: web, version: 1.x.x, repository: "URL/charts"}\n'),
      'shop/charts/_notes.txt': 'keep',
      'shop/charts/own/Chart.yaml':
        'apiVersion: v2\nname: own\nversion: 1.0.0\n',
    },
    archives: {
      'shop/charts/web-1.0.0.tgz': ['web', '1.0.0'],
      'shop/charts/old-1.0.0.tgz': ['old', '1.0.0'],
    },
    run: ['dependency update shop', 'dep list shop'],
  },
  {
    name: 'own charts',
    files: {
      ...shop(
        '- {name: own, version: 1.x.x}\n- {name: web, version: 1.x.x, repository: "URL/charts"}\n',
      ),
      'shop/charts/own/Chart.yaml':
        'apiVersion: v2\nname: own\nversion: 1.0.0\n',
    },
    run: ['dependency update shop', 'dep build shop', 'dep list shop'],
  },
  {
    name: 'own charts of another version',
    files: {
      ...shop('- {name: own, version: 2.x.x}\n'),
      'shop/charts/own/Chart.yaml':
        'apiVersion: v2\nname: own\nversion: 1.0.0\n',
    },
    run: ['dependency update shop'],
  },
  {
    name: 'own charts that are not there',
    files: shop('- {name: own, version: 2.x.x}\n'),
    run: ['dependency update shop'],
  },
  {
    name: 'no such version',
    files: shop(
      '- {name: web, version: 9.x.x, repository: "URL/charts"}\n- {name: db, version: 9.x.x, repository: "URL/charts"}\n',
    ),
    run: ['dependency update shop'],
  },
  {
    name: 'no such chart',
    files: shop('- {name: none, version: 1.x.x, repository: "URL/charts"}\n'),
    run: ['dependency update shop'],
  },
  {
    name: 'no such range',
    files: shop('- {name: web, version: "x y", repository: "URL/charts"}\n'),
    run: ['dependency update shop'],
  },
  {
    name: 'no such repository',
    files: shop('- {name: web, version: 1.x.x, repository: "URL/none"}\n'),
    run: ['dependency update shop'],
  },
  {
    name: 'no such name',
    files: shop(
      '- {name: web, version: 1.x.x, repository: "stable"}\n- {name: db, version: 1.x.x, repository: "@nobody"}\n',
    ),
    run: ['dependency update shop', 'template shop --dependency-update'],
  },
  {
    name: 'unknown alias',
    files: shop('- {name: db, version: 1.x.x, repository: "alias:nobody"}\n'),
    run: ['dependency update shop'],
  },
  {
    name: 'no such scheme',
    files: shop('- {name: web, version: 1.x.x, repository: "ftp://x/y"}\n'),
    run: ['dependency update shop'],
  },
  {
    name: 'no such directory',
    files: shop(
      '- {name: web, version: 1.x.x, repository: "file://../none"}\n',
    ),
    run: ['dependency update shop'],
  },
  {
    name: 'directory of another version',
    files: {
      ...shop('- {name: web, version: 9.x.x, repository: "file://../web"}\n'),
      ...localWeb,
    },
    run: ['dependency update shop'],
  },
  {
    name: 'no dependencies',
    files: {
      'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    },
    run: [
      'dependency update shop',
      'dependency build shop',
      'dependency update none',
      'dependency update shop/Chart.yaml',
      'dependency update',
      'dependency update a b',
    ],
  },
  {
    name: 'stale lock',
    files: {
      ...shop('- {name: web, version: 1.x.x, repository: "URL/charts"}\n'),
      'shop/Chart.lock':
        'dependencies:\n- {name: web, repository: "URL/charts", version: 1.0.0}\ndigest: sha256:00\ngenerated: "2026-01-01T00:00:00Z"\n',
    },
    run: [
      'dependency build shop',
      'repo add c URL/charts',
      'dependency build shop',
    ],
  },
  {
    name: 'charts of version 1',
    files: {
      'shop/Chart.yaml': 'apiVersion: v1\nname: shop\nversion: 1.0.0\n',
      'shop/requirements.yaml':
        'dependencies:\n- {name: web, version: 1.x.x, repository: "URL/charts"}\n',
    },
    run: [
      'repo add c URL/charts',
      'dependency update shop',
      'dependency build shop',
      'dep list shop',
    ],
  },
  {
    name: 'lock of Helm 2',
    files: {
      'shop/Chart.yaml': 'apiVersion: v1\nname: shop\nversion: 1.0.0\n',
      'shop/requirements.yaml':
        'dependencies:\n- {name: web, version: 1.x.x, repository: "URL/charts"}\n',
      'shop/requirements.lock':
        'dependencies:\n- {name: web, repository: "URL/charts", version: 1.0.0}\ndigest: sha256:00\ngenerated: "2026-01-01T00:00:00Z"\n',
    },
    run: ['repo add c URL/charts', 'dependency build shop'],
  },
  {
    name: 'an archive that is none',
    files: shop('- {name: web, version: 1.x.x, repository: "URL/page"}\n'),
    archives: { 'shop/charts/web-0.9.0.tgz': ['web', '0.9.0'] },
    run: ['dependency update shop'],
    differs: {
      why: 'an archive that is no chart is an error, and what was there stays',
      says: /stderr Error: could not verify page\.tgz: /m,
    },
  },
  {
    name: 'an archive that ends early',
    files: shop(
      '- {name: db, version: 0.1.0, repository: "URL/charts"}\n- {name: web, version: 1.x.x, repository: "URL/cut"}\n',
    ),
    archives: { 'shop/charts/web-0.9.0.tgz': ['web', '0.9.0'] },
    run: ['dependency update shop'],
  },
  {
    name: 'an index of a directory',
    archives: {
      'dir/web-1.0.0.tgz': ['web', '1.0.0'],
      'dir/web-1.10.0.tgz': ['web', '1.10.0'],
      'dir/sub/db-0.1.0.tgz': ['db', '0.1.0'],
      'more/old-1.0.0.tgz': ['old', '1.0.0'],
      'dir/a/b/deep-1.0.0.tgz': ['deep', '1.0.0'],
    },
    files: {
      'dir/none.tgz': 'no archive',
      'dir/notes.txt': 'x',
      'empty/.keep': '',
    },
    run: [
      'repo index dir',
      'repo index more --url https://charts.example/base',
      'repo index dir --merge more/index.yaml',
      'repo index dir --url https://charts.example/x/?a=b --json',
      'repo index more --merge new.yaml',
      'repo index empty',
      'repo index none',
      'repo index',
    ],
  },
  {
    name: 'registries',
    run: ['pull oci://registry.invalid/x'],
    differs: {
      why: 'charts of registries come later',
      says: /stderr Error: charts of registries are not supported: oci:/m,
    },
  },
];
