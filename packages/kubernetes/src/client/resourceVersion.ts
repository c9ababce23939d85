const digits = /^\d+$/;

/**
 * Whether a resource version is at least as new as another. Versions of one type are decimal numbers that grow, as Kubernetes 1.35
 * promises and etcd has always done; others are only compared for equality.
 */
export function isAtLeast(version: string, other: string): boolean {
  if (version === other) {
    return true;
  }
  if (!digits.test(version) || !digits.test(other)) {
    return false;
  }
  return version.length === other.length
    ? version > other
    : version.length > other.length;
}
