/** A text whose URLs do not tell what stands before an `@`: of web addresses all, of others the password. */
export function maskUrls(text: string): string {
  if (!text.includes('@')) return text;
  return text
    .replace(/\b(https?:\/{1,2})[^\s/'"`@]+(?:@[^\s/'"`@]+)*@/gi, '$1***@')
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@'"`]*):[^\s/'"`]*@/gi, '$1:***@');
}
