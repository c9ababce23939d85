import * as tls from 'node:tls';

let system: readonly string[] | undefined;

/** Node's own authorities and those of the operating system, PEM. */
export function systemCertificates(): readonly string[] {
  system ??= [
    ...new Set([
      ...tls.rootCertificates,
      // Newer than the oldest Node that we run on.
      ...(tls.getCACertificates?.('system') ?? []),
      ...(tls.getCACertificates?.('extra') ?? []),
    ]),
  ];
  return system;
}

/** What to trust when a Secret names an authority: that one besides the system's, as Flux does. */
export function trustedCertificates(ca: string): string[] {
  return [ca, ...systemCertificates()];
}
