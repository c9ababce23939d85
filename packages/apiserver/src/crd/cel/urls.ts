import type { Environment } from '@marcbachmann/cel-js';

class UrlValue {
  readonly url: URL;

  constructor(url: URL) {
    this.url = url;
  }
}

/** Go's url.ParseRequestURI: absolute, or a path. */
function parse(text: string): URL | undefined {
  if (text === '' || /[\s\p{Cc}]/u.test(text)) {
    return undefined;
  }
  const absolute = text.startsWith('/') ? `none:${text}` : text;
  return URL.canParse(absolute) ? new URL(absolute) : undefined;
}

/** `isURL`, `url` and what a URL answers. */
export function registerUrls(environment: Environment): void {
  const on = (name: string, type: string, read: (url: URL) => unknown) =>
    environment.registerFunction(
      `kubernetes.URL.${name}(): ${type}`,
      (value: UrlValue) => read(value.url),
    );
  environment
    .registerType('kubernetes.URL', UrlValue)
    .registerFunction(
      'isURL(string): bool',
      (text: string) => parse(text) !== undefined,
    )
    .registerFunction('url(string): kubernetes.URL', (text: string) => {
      const url = parse(text);
      if (!url) {
        throw new RangeError(
          `URL parse error during conversion from string: parse ${JSON.stringify(
            text,
          )}: invalid URI for request`,
        );
      }
      return new UrlValue(url);
    });
  on('getScheme', 'string', url =>
    url.protocol === 'none:' ? '' : url.protocol.slice(0, -1),
  );
  on('getHost', 'string', url => url.host);
  on('getHostname', 'string', url => url.hostname.replace(/^\[|\]$/g, ''));
  on('getPort', 'string', url => url.port);
  on('getEscapedPath', 'string', url => url.pathname);
  on(
    'getQuery',
    'map',
    url =>
      new Map(
        [...new Set(url.searchParams.keys())].map(key => [
          key,
          url.searchParams.getAll(key),
        ]),
      ),
  );
}
