/** Parameters that are no secrets, and that people look for in messages. */
const harmless = /^(?:ref|version|timeout|submodules|depth)$/i;

/** A query, with its question mark. */
function shownQuery(query: string): string {
  const parts = query
    .slice(1)
    .split('&')
    .map(part => {
      const [name] = part.split('=', 1);
      return harmless.test(name) || name === part ? part : `${name}=***`;
    });
  return query === '' ? '' : `?${parts.join('&')}`;
}

/** A URL as messages show it: without userinfo, and without what its query says, which may be a signature or a token. */
export function shownUrl(url: URL): string {
  if (url.username === '' && url.password === '' && url.search === '') {
    return url.href;
  }
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.search = shownQuery(url.search);
  return shown.href;
}

/** A text of somebody else as messages show it, if it is a URL. */
export function shownText(text: string): string {
  return URL.canParse(text) && !/^\w+:\/{3}/.test(text)
    ? shownUrl(new URL(text))
    : text.replace(/(?<=\/\/)[^/?#]*@/, '').replace(/\?.*$/s, shownQuery);
}
