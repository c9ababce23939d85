import {
  ChartError,
  ReleaseRenderError,
  RenderError,
} from '@sluice/helm/offline';
import { GoError } from '@sluice/golang/value';

/** An error as structured clone can copy it. */
export interface Failure {
  readonly type: 'release' | 'render' | 'chart' | 'go' | 'other';
  readonly name: string;
  readonly message: string;
  /** Of a `ReleaseRenderError`. */
  readonly manifest: string;
}

function typeOf(error: unknown): Failure['type'] {
  if (error instanceof ReleaseRenderError) return 'release';
  if (error instanceof RenderError) return 'render';
  if (error instanceof ChartError) return 'chart';
  return error instanceof GoError ? 'go' : 'other';
}

/** What is told of an error. */
export function failureOf(error: unknown): Failure {
  return {
    type: typeOf(error),
    name: error instanceof Error ? error.name : 'Error',
    message: error instanceof Error ? error.message : String(error),
    manifest: error instanceof ReleaseRenderError ? error.manifest : '',
  };
}

function bare({ type, message, manifest }: Failure): Error {
  switch (type) {
    case 'release':
      return new ReleaseRenderError(message, manifest);
    case 'render':
      return new RenderError(message);
    case 'chart':
      return new ChartError(message);
    case 'go':
      return new GoError(message);
    default:
      return new Error(message);
  }
}

/** The error that was told of, without its cause. */
export function errorFrom(failure: Failure): Error {
  const error = bare(failure);
  error.name = failure.name;
  return error;
}
