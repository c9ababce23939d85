import type { RunningImage } from '@sluice/plugin-gitops-common';

/** An image as a page shows it: what it is called, and which one it is. */
export interface ImageView {
  /** Last part of the repository. */
  repository: string;
  /** Tag, or the first digits of the digest, or `latest` as Kubernetes would take. */
  version: string;
}

/** Shortens an image reference; the whole one stays a hover away. */
export function imageView({ image, tag, digest }: RunningImage): ImageView {
  const [name] = image.split('@', 1);
  const last = name.slice(name.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  const written = colon >= 0 ? last.slice(colon + 1) : undefined;
  const hash = digest ?? image.split('@')[1];
  return {
    repository: colon >= 0 ? last.slice(0, colon) : last,
    version:
      tag ??
      written ??
      hash?.replace(/^sha\d+:([0-9a-f]{8}).*$/, '$1') ??
      'latest',
  };
}
