import {
  GoError,
  ValueLimitError,
  anyType,
  stringType,
  type GoValue,
} from '../value';
import { any, fn1, string, type FunctionTable } from './define';
import { decodeJson } from './json-decode';
import { encodeJson, type EncodeOptions } from './json-encode';

const encoding = (options: EncodeOptions) =>
  fn1(any, stringType, value => encodeJson(value, options));

/** An empty text where it cannot be. */
const encodingOrNothing = (options: EncodeOptions) =>
  fn1(any, stringType, (value: GoValue) => {
    try {
      return encodeJson(value, options);
    } catch (error) {
      if (!(error instanceof GoError) || error instanceof ValueLimitError) {
        throw error;
      }
      return '';
    }
  });

const pretty = { indent: '  ' };
const raw = { escapeHtml: false };

export const jsonFunctions: FunctionTable = {
  fromJson: fn1(string, anyType, text => decodeJson(text).value),
  mustFromJson: fn1(string, anyType, text => {
    const { value, error } = decodeJson(text);
    if (error !== undefined) throw error;
    return value;
  }),
  toJson: encodingOrNothing({}),
  mustToJson: encoding({}),
  toPrettyJson: encodingOrNothing(pretty),
  mustToPrettyJson: encoding(pretty),
  toRawJson: encoding(raw),
  mustToRawJson: encoding(raw),
};
