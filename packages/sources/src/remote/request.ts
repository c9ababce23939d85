/** A repository of which the files of one commit are wanted, without history. */
export interface RepositoryRequest {
  /** As git takes it; credentials in it appear in no message. */
  url: string;
  /** Branch, tag, commit or full name; empty for the default branch. */
  ref: string;
  /** Milliseconds for one git command. */
  timeout: number;
  /** Whether submodules are fetched, too. */
  submodules: boolean;
}

/** Something that a kustomization names by its address. */
export type RemoteBaseRequest =
  | ({ kind: 'repository' } & RepositoryRequest)
  /** One file on the web. */
  | { kind: 'file'; url: string };

/** What was fetched, or why it was not. */
export type RemoteBaseAnswer =
  /** The files are there until the fetcher is disposed of. Links may lead anywhere: whoever reads must not follow them out. */
  | { kind: 'repository'; directory: string }
  | { kind: 'file'; content: Uint8Array }
  | {
      kind: 'failure';
      /** In the words of kustomize and git, without credentials. */
      message: string;
      timedOut?: boolean;
      /** The answer of a web server that is no success. */
      status?: { code: number; text: string };
    };
