import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { packArchive } from '@sluice/helm';
import {
  type WebServer,
  broken,
  content,
  endless,
  garbled,
  protectedBy,
  redirect,
  stalledAfter,
  status,
  truncated,
} from '@sluice/sources/testing';

/** An archive of a chart that has little in it. */
export function archive(
  name: string,
  version: string,
  more: readonly (readonly [string, string])[] = [],
): Uint8Array {
  return packArchive([
    [
      `${name}/Chart.yaml`,
      `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    ],
    [`${name}/values.yaml`, `size: ${version.length}\n`],
    [
      `${name}/templates/map.yaml`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-{{ .Chart.Name }}\ndata:\n  version: {{ .Chart.Version | quote }}\n  size: {{ .Values.size | quote }}\n`,
    ],
    ...more.map(([path, text]) => [`${name}/${path}`, text] as const),
  ]);
}

export function digestOf(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

interface Offered {
  name: string;
  version: string;
  url: string;
  digest?: string;
  extra?: string;
}

function indexOf(offered: readonly Offered[]): string {
  const names = [...new Set(offered.map(({ name }) => name))].sort();
  const entries = names.map(name => {
    const versions = offered
      .filter(each => each.name === name)
      .map(
        ({ version, url, digest, extra }) =>
          `  - apiVersion: v2\n    created: "2026-01-01T00:00:00Z"\n${
            digest ? `    digest: ${digest}\n` : ''
          }    name: ${name}\n    urls:\n    - ${url}\n    version: ${version}\n${
            extra ?? ''
          }`,
      );
    return `  ${name}:\n${versions.join('')}`;
  });
  return `apiVersion: v1\nentries:\n${entries.join(
    '',
  )}generated: "2026-01-01T00:00:00Z"\n`;
}

const web1 = archive('web', '1.0.0');
const web2 = archive('web', '1.2.0');
const beta = archive('web', '2.0.0-beta.1');
const db = archive('db', '0.1.0');

/** Pages of a server: repositories that are as they should be, and others. */
export function servePages(server: WebServer, other: WebServer): void {
  const serve = (path: string, page: Parameters<WebServer['serve']>[1]) =>
    server.serve(path, page);
  const repository = (path: string, offered: readonly Offered[]) =>
    serve(`${path}/index.yaml`, content(indexOf(offered)));
  const good = (base: string): Offered[] => [
    {
      name: 'web',
      version: '1.0.0',
      url: `${base}web-1.0.0.tgz`,
      digest: digestOf(web1),
    },
    {
      name: 'web',
      version: '1.2.0',
      url: `${base}web-1.2.0.tgz`,
      digest: digestOf(web2),
    },
    {
      name: 'web',
      version: '2.0.0-beta.1',
      url: `${base}web-2.0.0-beta.1.tgz`,
      digest: `sha256:${digestOf(beta)}`,
    },
    { name: 'db', version: '0.1.0', url: `${base}db-0.1.0.tgz` },
  ];
  const archives = (of: WebServer, base: string) => {
    of.serve(`${base}/web-1.0.0.tgz`, content(web1));
    of.serve(`${base}/web-1.2.0.tgz`, content(web2));
    of.serve(`${base}/web-2.0.0-beta.1.tgz`, content(beta));
    of.serve(`${base}/db-0.1.0.tgz`, content(db));
  };
  repository('/charts', good('files/'));
  archives(server, '/charts/files');
  repository('/whole', good(`${server.url}/charts/files/`));
  repository('/rooted', good('/charts/files/'));
  repository('/elsewhere', good(`${other.url}/files/`));
  archives(other, '/files');
  repository('/dotted', good('../charts/./files/'));
  const secret = protectedBy('ada', 's3cret', content(indexOf(good('files/'))));
  serve('/private/index.yaml', secret);
  for (const name of ['web-1.0.0', 'web-1.2.0']) {
    serve(
      `/private/files/${name}.tgz`,
      protectedBy('ada', 's3cret', content(name.endsWith('0.0') ? web1 : web2)),
    );
  }
  serve(
    '/away/index.yaml',
    protectedBy('ada', 's3cret', content(indexOf(good(`${other.url}/files/`)))),
  );
  serve('/moved/index.yaml', redirect('/charts/index.yaml'));
  serve('/moved-away/index.yaml', redirect(`${other.url}/index.yaml`));
  other.serve('/index.yaml', content(indexOf(good(`${other.url}/files/`))));
  serve('/query/index.yaml', content(indexOf(good('../charts/files/'))));
  serve('/loop/index.yaml', redirect('/loop/index.yaml'));
  serve('/broken/index.yaml', status(500));
  serve('/forbidden/index.yaml', status(403));
  serve('/hangup/index.yaml', broken);
  serve('/garbled/index.yaml', garbled);
  serve('/truncated/index.yaml', truncated(indexOf(good('files/'))));
  serve('/empty/index.yaml', content(''));
  serve(
    '/html/index.yaml',
    content('<!doctype html>\n<html><body>Hello: you</body></html>\n', {
      'content-type': 'text/html',
    }),
  );
  serve('/text/index.yaml', content('just text\n'));
  serve('/list/index.yaml', content('- a\n- b\n'));
  serve('/json-list/index.yaml', content('[1]'));
  serve(
    '/packed/index.yaml',
    content(gzipSync(indexOf(good('files/'))), { 'content-encoding': 'gzip' }),
  );
  serve('/no-version/index.yaml', content('entries: {}\n'));
  serve(
    '/unknown-field/index.yaml',
    content(`${indexOf(good('files/'))}surprise: true\n`),
  );
  serve(
    '/unknown-inner/index.yaml',
    content(
      indexOf([
        {
          name: 'web',
          version: '1.0.0',
          url: 'a.tgz',
          extra: '    surprise: true\n',
        },
      ]),
    ),
  );
  serve(
    '/twice/index.yaml',
    content(`${indexOf(good('files/'))}apiVersion: v1\n`),
  );
  serve(
    '/bad-yaml/index.yaml',
    content(
      indexOf(good('files/')).replace(
        '    version: 1.2.0',
        '   version: 1.2.0',
      ),
    ),
  );
  serve(
    '/null-entry/index.yaml',
    content(
      `${indexOf(good('../charts/files/')).replace(
        '  db:\n',
        '  none:\n  - null\n  db:\n',
      )}`,
    ),
  );
  serve(
    '/bad-version/index.yaml',
    content(
      indexOf([
        ...good('../charts/files/'),
        { name: 'web', version: 'x.y', url: 'a.tgz' },
      ]),
    ),
  );
  serve(
    '/no-urls/index.yaml',
    content(
      'apiVersion: v1\nentries:\n  web:\n  - name: web\n    version: 1.0.0\n',
    ),
  );
  serve(
    '/json/index.yaml',
    content(
      JSON.stringify({
        apiVersion: 'v1',
        generated: '2026-01-01T00:00:00Z',
        surprise: 1,
        entries: {
          web: [
            {
              name: 'web',
              version: '1.0.0',
              urls: ['../charts/files/web-1.0.0.tgz'],
              more: 1,
            },
          ],
        },
      }),
    ),
  );
  const one = (path: string, url: string, digest?: string) =>
    repository(path, [{ name: 'web', version: '1.0.0', url, digest }]);
  one('/file-url', 'file:///etc/passwd');
  one('/ftp-url', 'ftp://127.0.0.1/web-1.0.0.tgz');
  one('/lies', '../charts/files/web-1.0.0.tgz', digestOf(web2));
  one('/odd-digest', '../charts/files/web-1.0.0.tgz', 'abc');
  one('/no-digest', '../charts/files/web-1.0.0.tgz', 'zz');
  one('/short-digest', '../charts/files/web-1.0.0.tgz', 'abcd');
  one('/missing', 'nothing.tgz');
  one('/up', '../../../../charts/files/web-1.0.0.tgz');
  one('/escaped', '%2e%2e/%2e%2e/charts/files/web-1.0.0.tgz');
  one('/directory', '../charts/files/');
  one('/cut', 'cut.tgz');
  serve('/cut/cut.tgz', truncated(web1.subarray(0, 100)));
  one('/half', 'half.tgz');
  serve('/half/half.tgz', content(web1.subarray(0, web1.length / 2)));
  one('/page', 'page.tgz');
  serve('/page/page.tgz', content('<!doctype html><html></html>'));
  one('/endless', 'endless.tgz');
  serve('/endless/endless.tgz', endless);
  one('/slow', 'slow.tgz');
  serve('/slow/slow.tgz', stalledAfter(web1.subarray(0, 10)));
  one('/typed', 'typed.tgz');
  serve('/typed/typed.tgz', content(web1, { 'content-type': 'text/html' }));
  one('/encoded', 'encoded.tgz');
  serve('/encoded/encoded.tgz', content(web1, { 'content-encoding': 'gzip' }));
  serve('/values.yaml', content('size: seven\n'));
  serve(
    '/values-secret.yaml',
    protectedBy('ada', 's3cret', content('size: hidden\n')),
  );
  serve('/bad-values.yaml', content('a: b: c\n'));
  serve(
    '/charts/evil.tgz',
    content(
      packArchive([
        ['evil/Chart.yaml', 'apiVersion: v2\nname: ../evil\nversion: 1.0.0\n'],
        ['evil/x', 'x'],
      ]),
    ),
  );
  serve(
    '/charts/dots.tgz',
    content(
      packArchive([
        ['dots/Chart.yaml', 'apiVersion: v2\nname: dots\nversion: 1.0.0\n'],
        ['dots/../../x', 'x'],
      ]),
    ),
  );
}
