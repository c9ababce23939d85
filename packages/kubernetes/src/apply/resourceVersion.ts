/**
 * Whether a resource version is certainly not newer than another. They are numbers that grow wherever both are numbers (which
 * Kubernetes promises since 1.35); anything else can only be equal.
 */
export function isNotNewer(version: string, than: string): boolean {
  if (version === than) return true;
  const numeric = /^\d+$/;
  return (
    numeric.test(version) &&
    numeric.test(than) &&
    BigInt(version) <= BigInt(than)
  );
}
