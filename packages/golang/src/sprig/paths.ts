import {
  basePath,
  cleanPath,
  directoryPath,
  extensionOf,
  isAbsolutePath,
} from '../path';
import { boolType, stringType } from '../value';
import { fn1, string, type FunctionTable } from './define';

const base = fn1(string, stringType, basePath);
const dir = fn1(string, stringType, directoryPath);
const clean = fn1(string, stringType, cleanPath);
const ext = fn1(string, stringType, extensionOf);
const isAbs = fn1(string, boolType, isAbsolutePath);

/** The paths of the operating system are those of Unix, whatever this process runs on. */
export const pathFunctions: FunctionTable = {
  base,
  dir,
  clean,
  ext,
  isAbs,
  osBase: base,
  osDir: dir,
  osClean: clean,
  osExt: ext,
  osIsAbs: isAbs,
};
