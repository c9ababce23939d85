const mask = '***';
/** Shorter values are ordinary words: without them no message could be read, and they are no secrets. */
const shortest = 6;

/** A message without the values of Secrets that were substituted into what it is about: servers and parsers quote what they refuse. */
export function withoutSecrets(
  message: string,
  secrets: readonly string[],
): string {
  return secrets
    .filter(value => value.length >= shortest)
    .sort((a, b) => b.length - a.length)
    .flatMap(value => [value, JSON.stringify(value).slice(1, -1)])
    .reduce((text, value) => text.replaceAll(value, mask), message);
}

/** A failed build's message without the literals of generators: kustomize lists all of them, those of Secrets included. */
export function withoutLiterals(message: string): string {
  return message.replace(
    /literal sources \[.*\]: invalid literal source .*, expected key=value/s,
    `literal sources [${mask}]: invalid literal source ${mask}, expected key=value`,
  );
}
