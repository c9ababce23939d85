import {
  type GoFunction,
  type GoMap,
  GoTypedMap,
  type GoType,
  anyMapType,
  anyType,
  stringType,
} from '@sluice/golang/value';
import { tableAt, valueAt } from '../values/table';
import { toYaml } from './data-functions';

const valuesType: GoType = {
  name: 'common.Values',
  kind: 'map',
  key: stringType,
  element: anyType,
};

const writerType: GoType = {
  name: 'io.Writer',
  kind: 'interface',
  // Nothing that a template can get hold of.
  implementedBy: () => false,
};

/** Helm's own type of values, whose methods templates can call: `.Values.AsMap`, `.Values.Table "a.b"`. */
export class Values extends GoTypedMap {
  constructor(entries: GoMap) {
    super(valuesType, entries);
  }

  override withEntries(entries: GoMap): Values {
    return new Values(entries);
  }

  override method(name: string): GoFunction | undefined {
    switch (name) {
      case 'AsMap':
        return {
          params: [],
          result: anyMapType,
          call: () => (this.entries.size === 0 ? new Map() : this.entries),
        };
      case 'Encode':
        return { params: [writerType], call: () => null };
      case 'PathValue':
        return {
          params: [stringType],
          result: anyType,
          call: ([path]) => valueAt(this.entries, String(path)),
        };
      case 'Table':
        return {
          params: [stringType],
          result: valuesType,
          call: ([path]) => new Values(tableAt(this.entries, String(path))),
        };
      case 'YAML':
        return {
          params: [],
          result: stringType,
          call: () => `${toYaml(this)}\n`,
        };
      default:
        return undefined;
    }
  }
}
