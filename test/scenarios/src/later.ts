/** Plays of features that are not there yet, by name; they are played and told apart. */
const patterns: readonly RegExp[] = [
  /^kubeconfig/,
  /^decryption/,
  /^git-tag/,
  /^git-name$/,
  /^git-include/,
  /^git-sparse/,
];

/** Whether a play needs what is not there yet. */
export function leftForLater(name: string): boolean {
  return patterns.some(pattern => pattern.test(name));
}
