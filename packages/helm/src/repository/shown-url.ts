/** Parameters that are no secrets. */
const harmless = /^(?:ref|version)$/i;

/** A URL as it may be told: without the credentials in it, and of its query the names alone. Others texts stay as they are. */
export function shownUrl(url: string): string {
  return url
    .replace(/(?<=^[A-Za-z][\w+.-]*:\/\/)[^/?#]*@/, '')
    .replace(/\?[^#]*/, query =>
      query
        .split('&')
        .map(part => {
          const [name] = part.split('=', 1);
          const isPlain =
            name === part || harmless.test(name.replace(/^\?/, ''));
          return isPlain ? part : `${name}=***`;
        })
        .join('&'),
    );
}
