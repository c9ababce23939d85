import { GoError, type GoMap, fromBytes, typeOf } from '@sluice/golang/value';
import { type Chart, type ChartFile } from '../chart';
import { messageOf } from '../chart/error';
import {
  type CheckedSchema,
  type CompileOptions,
  checkSchema,
  parseDocument,
} from '../schema';
import { jsonSyntaxMessage } from '../json-syntax';
import { isTable } from './table';

const URL = 'file:///values.schema.json';
const HEAD = `jsonschema validation failed with '${URL}#'\n`;

/** Schemas by the file they come from: charts are rendered many times. */
const checked = new WeakMap<ChartFile, CheckedSchema>();

/** What Go's streaming decoder says where it differs from the scanner. */
function decoderMessage(text: string): string | undefined {
  const message = jsonSyntaxMessage(text);
  if (message === 'unexpected end of JSON input') {
    return text.trim() === '' ? 'EOF' : 'unexpected EOF';
  }
  return message?.endsWith('after top-level value')
    ? 'invalid character after top-level value'
    : message;
}

function schemaOf(file: ChartFile, options: CompileOptions): CheckedSchema {
  const known = checked.get(file);
  if (known) return known;
  const text = fromBytes(file.data);
  let document;
  try {
    document = parseDocument(text);
  } catch (error) {
    throw new GoError(decoderMessage(text) ?? messageOf(error), {
      cause: error,
    });
  }
  const schema = checkSchema(document, URL, options);
  if (!options.load) checked.set(file, schema);
  return schema;
}

/** Why values do not fit one schema, in Helm's words; undefined where they do. */
export function explainSchema(
  file: ChartFile,
  values: GoMap,
  options: CompileOptions = {},
): string | undefined {
  try {
    const lines = schemaOf(file, options).explain(values);
    return (
      lines && `${lines.startsWith(HEAD) ? lines.slice(HEAD.length) : lines}\n`
    );
  } catch (error) {
    return messageOf(error);
  }
}

/** Why values do not fit the schemas of a chart and those below it; '' where they do. */
export function explainSchemas(
  chart: Chart,
  values: GoMap,
  options: CompileOptions = {},
): string {
  let lines = '';
  if (chart.schema) {
    const reason = explainSchema(chart.schema, values, options);
    if (reason !== undefined) lines += `${chart.name}:\n${reason}`;
  }
  for (const child of chart.dependencies) {
    const own = values.get(child.name);
    if (isTable(own)) {
      lines += explainSchemas(child, own, options);
    } else if (own !== undefined && own !== null) {
      lines += `${
        child.name
      }:\ninvalid type for values: expected object (map), got ${
        typeOf(own)?.name
      }\n`;
    }
  }
  return lines;
}
