import { posix } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { type JsonObject, type JsonValue, entryOf } from '@sluice/golang/json';
import { Constraints, SemverError, Version } from '@sluice/golang/semver';
import { UrlError, parseUrl } from '@sluice/golang/url';
import { parseSigsYaml } from '@sluice/golang/yaml';
import { messageOf } from '../chart/error';
import { unmarshalYaml } from '../chart/unmarshal';
import { type Metadata } from '../chart/metadata';
import { metadataShape, parseMetadata } from '../chart/read-metadata';
import { isSemver } from '../chart/validate';
import { type Report } from './lint-report';

const FILE = 'Chart.yaml';

const LETTER = 'a-zA-Z\\u00a0-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\uffef';
const ATOM = `[${LETTER}0-9!#$%&'*+\\-/=?^_\`{|}~]+`;
const LABEL = `[${LETTER}0-9](?:[${LETTER}0-9._~-]*[${LETTER}0-9])?`;
const TOP_LABEL = `[${LETTER}](?:[${LETTER}0-9_~-]*[${LETTER}])?`;
const EMAIL = new RegExp(
  `^(?:${ATOM}(?:\\.${ATOM})*|"[^"\\\\\\r\\n]*")@${LABEL}\\.${TOP_LABEL}\\.?$`,
);
const LOOSE_URL =
  /^(?:(?:ftp|tcp|udp|wss?|https?):\/\/)?(?:[^\s/?#@]+@)?[\w-]+(?:\.[\w-]+)*(?::[0-9]+)?(?:[/?#]\S*)?$/i;

function nameProblem({ name }: Metadata): string | undefined {
  if (name === '') return 'name is required';
  return posix.basename(name) === name
    ? undefined
    : `chart name ${quote(name)} is invalid`;
}

function apiVersionProblem({ apiVersion }: Metadata): string | undefined {
  const valid = 'The value must be either "v1" or "v2"';
  if (apiVersion === '') return `apiVersion is required. ${valid}`;
  return apiVersion === 'v1' || apiVersion === 'v2'
    ? undefined
    : `apiVersion '${apiVersion}' is not valid. ${valid}`;
}

function versionProblem({ version }: Metadata): string | undefined {
  if (version === '') return 'version is required';
  if (!isSemver(version)) return `version '${version}' is not a valid SemVer`;
  const [reason] = Constraints.parse('>0.0.0-0').validate(
    Version.parse(version),
  );
  return reason === undefined ? undefined : `version ${reason}`;
}

function strictVersionProblem({ version }: Metadata): string | undefined {
  try {
    Version.parseStrict(version);
    return undefined;
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    return `version '${version}' is not a valid SemVerV2`;
  }
}

function typeProblem(value: JsonValue | undefined, name: string) {
  if (value === undefined || typeof value === 'string') return undefined;
  const types: Record<string, string> = {
    number: 'float64',
    bigint: 'float64',
    boolean: 'bool',
  };
  let type = types[typeof value] ?? 'map[string]interface {}';
  if (Array.isArray(value)) type = '[]interface {}';
  if (value === null) type = '<nil>';
  return `${name} should be of type string but it's of type ${type}`;
}

function maintainerProblem({ maintainers }: Metadata): string | undefined {
  for (const maintainer of maintainers ?? []) {
    if (!maintainer) return 'a maintainer entry is empty';
    const { name, email, url } = maintainer;
    if (name === '') return 'each maintainer requires a name';
    if (email !== '' && !EMAIL.test(email)) {
      return `invalid email '${email}' for maintainer '${name}'`;
    }
    if (url !== '' && !LOOSE_URL.test(url)) {
      return `invalid url '${url}' for maintainer '${name}'`;
    }
  }
  return undefined;
}

/** Whether a text is a URL with a scheme, as a request names it: without a fragment. */
function isRequestUrl(text: string): boolean {
  try {
    return parseUrl(text.replace(/#/g, '%23')).scheme !== '';
  } catch (error) {
    if (error instanceof UrlError) return false;
    throw error;
  }
}

function sourceProblem({ sources }: Metadata): string | undefined {
  const bad = (sources ?? []).find(source => !isRequestUrl(source));
  return bad === undefined ? undefined : `invalid source URL '${bad}'`;
}

function iconProblem({ icon }: Metadata): string | undefined {
  return icon !== '' && !isRequestUrl(icon)
    ? `invalid icon URL '${icon}'`
    : undefined;
}

function v1Problem({ apiVersion, type, dependencies }: Metadata) {
  return {
    type:
      type !== '' && apiVersion !== 'v2'
        ? `chart type is not valid in apiVersion '${apiVersion}'. It is valid in apiVersion 'v2'`
        : undefined,
    dependencies:
      dependencies?.length && apiVersion !== 'v2'
        ? `dependencies are not valid in the Chart file with apiVersion '${apiVersion}'. They are valid in apiVersion 'v2'`
        : undefined,
  };
}

/** What a strict reading of the file says against it. */
function strictProblem(content: string): string | undefined {
  try {
    unmarshalYaml(content, metadataShape, { strict: true });
    return undefined;
  } catch (error) {
    return `failed to strictly parse chart metadata file\n\t${messageOf(
      error,
    )}`;
  }
}

function objectOf(value: JsonValue): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : {};
}

/** Checks `Chart.yaml`. */
export function lintChartFile(content: string, report: Report): void {
  let metadata: Metadata;
  try {
    metadata = parseMetadata(content);
  } catch (error) {
    report.error(FILE, `unable to parse YAML\n\t${messageOf(error)}`);
    return;
  }
  const raw = objectOf(parseSigsYaml(content));
  report.warning(FILE, strictProblem(content));
  report.error(FILE, nameProblem(metadata));
  report.error(FILE, apiVersionProblem(metadata));
  report.error(FILE, typeProblem(entryOf(raw, 'version'), 'version'));
  report.error(FILE, versionProblem(metadata));
  report.error(FILE, typeProblem(entryOf(raw, 'appVersion'), 'appVersion'));
  report.error(FILE, maintainerProblem(metadata));
  report.error(FILE, sourceProblem(metadata));
  report.info(FILE, metadata.icon === '' ? 'icon is recommended' : undefined);
  report.error(FILE, iconProblem(metadata));
  const old = v1Problem(metadata);
  report.error(FILE, old.type);
  report.error(FILE, old.dependencies);
  report.warning(FILE, strictVersionProblem(metadata));
}
