import type { PatchKind } from '../registry/patch';
import type { RegisteredResource } from '../registry/registeredResource';
import { ApiFailure, unsupportedMediaType } from './apiFailure';

/** The media type of server-side apply. */
export const applyType = 'application/apply-patch+yaml';
const patchKinds: Readonly<Record<string, PatchKind>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
};

/** Which patch a media type is; undefined for server-side apply. Throws a 415. */
export function patchKindOf(
  mediaType: string,
  { definition }: RegisteredResource,
): PatchKind | undefined {
  if (mediaType === applyType) {
    return undefined;
  }
  const kind = Object.hasOwn(patchKinds, mediaType)
    ? patchKinds[mediaType]
    : undefined;
  if (kind === undefined) {
    throw new ApiFailure(
      415,
      'UnsupportedMediaType',
      '415: Unsupported Media Type',
      {},
    );
  }
  if (kind === 'strategic' && definition.custom) {
    throw unsupportedMediaType([
      'application/json-patch+json',
      'application/merge-patch+json',
      applyType,
    ]);
  }
  return kind;
}
