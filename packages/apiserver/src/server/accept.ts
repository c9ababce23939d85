import { ApiFailure } from './apiFailure';

export type Representation = 'object' | 'Table' | 'PartialObjectMetadata';

/** How a client wants its answer. */
export interface Accepted {
  as: Representation;
  /** `v1` or `v1beta1`, of meta.k8s.io. */
  version: string;
  /** Answer YAML instead of JSON; not for watches. */
  yaml?: boolean;
}

export const plain: Accepted = { as: 'object', version: 'v1' };
const partialKinds = ['PartialObjectMetadata', 'PartialObjectMetadataList'];
const servedMedia = ['application/json', 'application/*', '*/*'];

interface MediaRange {
  type: string;
  parameters: Map<string, string>;
}

/** The media ranges of an Accept header, in order. */
export function mediaRanges(header: string): MediaRange[] {
  return header
    .split(',')
    .map(range => {
      const [type, ...rest] = range.split(';').map(part => part.trim());
      const parameters = new Map<string, string>();
      for (const part of rest) {
        const equals = part.indexOf('=');
        if (equals > 0) {
          parameters.set(
            part.slice(0, equals).toLowerCase(),
            part.slice(equals + 1),
          );
        }
      }
      return { type: type.toLowerCase(), parameters };
    })
    .filter(({ type }) => type !== '');
}

/** Picks the first range that the server can answer. Throws a 406. */
export function negotiate(header: string | undefined): Accepted {
  if (!header || header === 'application/json' || header === '*/*') {
    return plain;
  }
  for (const { type, parameters } of mediaRanges(header)) {
    if (type === 'application/yaml' && !parameters.has('as')) {
      return { ...plain, yaml: true };
    }
    if (!servedMedia.includes(type)) {
      continue;
    }
    const as = parameters.get('as');
    const version = parameters.get('v') ?? 'v1';
    if (as === undefined) {
      return plain;
    }
    if (
      parameters.get('g') === 'meta.k8s.io' &&
      ['v1', 'v1beta1'].includes(version)
    ) {
      if (as === 'Table') {
        return { as: 'Table', version };
      }
      if (partialKinds.includes(as)) {
        return { as: 'PartialObjectMetadata', version };
      }
    }
  }
  throw new ApiFailure(
    406,
    'NotAcceptable',
    '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    {},
  );
}
