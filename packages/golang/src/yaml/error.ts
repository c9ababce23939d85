/** Where in which text a YAML error was found. */
export interface YamlErrorPlace {
  /** Counted from 1. */
  line?: number;
  /** Counted from 1. */
  column?: number;
  file?: string;
}

/**
 * A text that is not the YAML go-yaml accepts. `message` is go-yaml's wording (`yaml: line 3: did not find expected key`);
 * it never quotes more of the input than go-yaml does.
 */
export class YamlError extends Error {
  readonly line?: number;
  readonly column?: number;
  readonly file?: string;

  constructor(message: string, place: YamlErrorPlace = {}) {
    super(message);
    this.name = 'YamlError';
    this.line = place.line;
    this.column = place.column;
    this.file = place.file;
  }

  /** The same error with the file named. */
  inFile(file: string | undefined): YamlError {
    return new YamlError(this.message, {
      line: this.line,
      column: this.column,
      file: this.file ?? file,
    });
  }
}
