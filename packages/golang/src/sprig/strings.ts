import { fromBinary, toBinary } from '../bytes';
import { quote, sprintf } from '../fmt';
import {
  anySliceType,
  boolType,
  byteLengthOf,
} from '../value';
