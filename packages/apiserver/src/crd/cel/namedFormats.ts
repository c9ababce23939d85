import { Optional, type Environment } from '@marcbachmann/cel-js';
import {
  checkLabel,
  checkLabel1035,
  checkLabelValue,
  checkQualifiedName,
  checkSubdomain,
  type TextCheck,
} from '../../resources/names';
import { hasFormat } from '../formats';

class FormatValue {
  readonly check: TextCheck;

  constructor(check: TextCheck) {
    this.check = check;
  }
}

class FormatNamespace {}

const prefixOf =
  (check: TextCheck): TextCheck =>
  text =>
    check(text.endsWith('-') ? `${text.slice(0, -1)}a` : text);
const openapi =
  (format: string): TextCheck =>
  text =>
    hasFormat(text, format) ? [] : [`invalid ${format}`];

const named: Readonly<Record<string, TextCheck>> = {
  dns1123Label: checkLabel,
  dns1123Subdomain: checkSubdomain,
  dns1035Label: checkLabel1035,
  qualifiedName: checkQualifiedName,
  dns1123LabelPrefix: prefixOf(checkLabel),
  dns1123SubdomainPrefix: prefixOf(checkSubdomain),
  dns1035LabelPrefix: prefixOf(checkLabel1035),
  labelValue: checkLabelValue,
  uri: openapi('uri'),
  uuid: openapi('uuid'),
  byte: openapi('byte'),
  date: openapi('date'),
  datetime: openapi('date-time'),
};

/** `format.NAME().validate(text)`: problems, or nothing. */
export function registerFormats(environment: Environment): void {
  environment
    .registerType('kubernetes.NamedFormat', FormatValue)
    .registerType('FormatNamespace', FormatNamespace)
    .registerConstant('format', 'FormatNamespace', new FormatNamespace())
    .registerFunction(
      'kubernetes.NamedFormat.validate(string): optional<list<string>>',
      (format: FormatValue, text: string) => {
        const problems = format.check(text);
        return problems.length === 0 ? Optional.none() : Optional.of(problems);
      },
    )
    .registerFunction(
      'FormatNamespace.named(string): optional<kubernetes.NamedFormat>',
      (_formats: FormatNamespace, name: string) =>
        Object.hasOwn(named, name)
          ? Optional.of(new FormatValue(named[name]))
          : Optional.none(),
    );
  for (const [name, check] of Object.entries(named)) {
    environment.registerFunction(
      `FormatNamespace.${name}(): kubernetes.NamedFormat`,
      () => new FormatValue(check),
    );
  }
}
