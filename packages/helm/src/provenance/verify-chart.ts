import { createHash } from 'node:crypto';
import { quote } from '@sluice/golang/fmt';
import { ChartError, messageOf } from '../chart/error';
import {
  mapShape,
  stringShape,
  structShape,
  unmarshalYaml,
} from '../chart/unmarshal';
import { readSignedText } from './clear-sign';
import {
  type Entity,
  PgpError,
  checkDetachedSignature,
  readKeyRing,
} from './openpgp';

/** What is known of an archive whose signature is good. */
export interface Verification {
  /** The names of who signed it, in the order of the keyring. */
  signedBy: readonly string[];
  /** Of the signer's primary key, in upper-case hexadecimal digits. */
  fingerprint: string;
  /** `sha256:` and hexadecimal digits. */
  fileHash: string;
  fileName: string;
}

/** An archive, and by what it is checked. */
export interface VerifyChartOptions {
  archive: Uint8Array;
  /** Its file name, without directories. */
  archiveName: string;
  /** The contents of the file beside it, `NAME.tgz.prov`. */
  provenance: Uint8Array;
  /** Public or private keys in binary form (`gpg --export`), as Helm takes them. */
  keyring: Uint8Array;
  now: Date;
}

/** Bytes; a provenance file holds a `Chart.yaml` and a few lines. */
const MAX_PROVENANCE = 5 * 1024 * 1024;
/** Bytes; the keyring of a whole distribution is smaller. */
const MAX_KEYRING = 64 * 1024 * 1024;

const sumsShape = structShape('provenance.SumCollection', {
  files: mapShape(stringShape),
  images: mapShape(stringShape),
});

function openKeyring(bytes: Uint8Array): Entity[] {
  try {
    if (bytes.length > MAX_KEYRING) {
      throw new PgpError('other', 'keyring is too large');
    }
    return readKeyRing(bytes);
  } catch (error) {
    if (!(error instanceof PgpError)) throw error;
    throw new ChartError(`failed to load keyring: ${error.message}`, {
      cause: error,
    });
  }
}

/** The digests of files by name, as the signer had them. */
function readSums(text: string): ReadonlyMap<string, string> {
  const parts = text.split('\n...\n');
  if (parts.length < 2) {
    throw new ChartError('message block must have at least two parts');
  }
  const { files } = (() => {
    try {
      return unmarshalYaml(parts[1], sumsShape);
    } catch (error) {
      throw new ChartError(messageOf(error), { cause: error });
    }
  })();
  return new Map(
    Object.entries(files ?? {}).flatMap(([name, sum]) =>
      typeof sum === 'string' ? [[name, sum]] : [],
    ),
  );
}

/**
 * Checks that the provenance file of an archive is signed by somebody in the keyring, and tells of this very archive
 * (Helm's `pkg/provenance`).
 *
 * @throws ChartError with Helm's message
 */
export function verifyChart(options: VerifyChartOptions): Verification {
  const { archive, archiveName, provenance } = options;
  const entities = openKeyring(options.keyring);
  if (provenance.length > MAX_PROVENANCE) {
    throw new ChartError('provenance file is too large');
  }
  const block = readSignedText(provenance);
  if (!block) throw new ChartError('signature block not found');
  const now = Math.floor(options.now.getTime() / 1000);
  const signer = (() => {
    try {
      return checkDetachedSignature(
        entities,
        block.signed,
        block.signature,
        now,
      );
    } catch (error) {
      if (!(error instanceof PgpError)) throw error;
      throw new ChartError(error.message, { cause: error });
    }
  })();
  const sums = readSums(block.text.toString('utf8'));
  const digest = createHash('sha256').update(archive).digest('hex');
  const fileHash = `sha256:${digest}`;
  const sum = sums.get(archiveName);
  if (sum === undefined) {
    throw new ChartError(
      `provenance does not contain a SHA for a file named ${quote(
        archiveName,
      )}`,
    );
  }
  if (sum !== fileHash) {
    throw new ChartError(
      `sha256 sum does not match for ${archiveName}: ${quote(sum)} != ${quote(
        fileHash,
      )}`,
    );
  }
  return {
    signedBy: [...signer.identities.keys()],
    fingerprint: signer.primaryKey.fingerprint.toString('hex').toUpperCase(),
    fileHash,
    fileName: archiveName,
  };
}
