/** How a repository is asked. Certificates are in files, which are named; whoever gets something reads them. */
export interface Access {
  username: string;
  password: string;
  /** Give the credentials to every server that the repository leads to. */
  passCredentials: boolean;
  /** Trust whoever answers. */
  insecureSkipTlsVerify: boolean;
  caFile: string;
  certFile: string;
  keyFile: string;
}

/** Access for everybody. */
export const openAccess: Access = {
  username: '',
  password: '',
  passCredentials: false,
  insecureSkipTlsVerify: false,
  caFile: '',
  certFile: '',
  keyFile: '',
};

/** How something is got over the network. */
export interface GetRequest {
  access: Access;
  /** The URL of whoever the credentials are for. */
  owner: string;
  /** Bytes of the answer at most. */
  limit: number;
  /** The `Accept` header. */
  accept?: string;
}

/**
 * Gets what a URL has, over HTTP or HTTPS. It gives up what takes too long or is too large, shows credentials to their owner alone, and
 * tells none in its errors.
 */
export type Get = (url: string, request: GetRequest) => Promise<Uint8Array>;

/** What is known of an archive whose signature is good. */
export interface SignedArchive {
  /** The names of who signed it. */
  signedBy: readonly string[];
  /** Of the signer's key, in upper-case hexadecimal digits. */
  fingerprint: string;
  /** `sha256:` and hexadecimal digits. */
  fileHash: string;
}

/** Checks the signature of an archive; throws where it is not good. */
export type VerifyArchive = (
  archive: Uint8Array,
  archiveName: string,
  provenance: Uint8Array,
) => SignedArchive | Promise<SignedArchive>;
