import { isBlankOrEnd, isBreak } from './characters';
import { blockHints, YamlWriter } from './write-scalar';

/** Where the emitter of nodes puts its text: yaml.v3's state, which has comments, and no longest line. */
export class NodeWriter extends YamlWriter {
  /** Indentation of the last comment below something: an empty line separates what follows at the same one. */
  footIndent = -1;

  override newLine(): void {
    super.newLine();
    this.indention = true;
  }

  override writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (
      !this.indention ||
      this.column > indent ||
      (this.column === indent && !this.whitespace)
    ) {
      this.newLine();
    }
    if (this.footIndent === indent) this.newLine();
    if (this.column < indent) this.put(' '.repeat(indent - this.column));
    this.whitespace = true;
    this.footIndent = -1;
  }

  /** `[` and `{` need no space behind them. */
  writeOpening(indicator: string): void {
    this.writeIndicator(indicator, true);
    this.whitespace = true;
  }

  writeTag(tag: string): void {
    if (!this.whitespace) this.put(' ');
    this.put(tag);
    this.endScalar();
  }

  /** Lines of comments; a line break follows. */
  writeComment(comment: string): void {
    const lines = comment.split('\n');
    lines.forEach((line, i) => {
      if (line !== '') {
        if (i > 0) this.writeIndent();
        this.put(line.startsWith('#') ? line : `# ${line}`);
        this.indention = false;
      }
      if (i < lines.length - 1 || line !== '') this.newLine();
    });
    this.whitespace = true;
  }

  writePlainText(text: string): void {
    if (text !== '') {
      if (!this.whitespace) this.put(' ');
      this.put(text);
      this.whitespace = false;
    }
    this.indention = false;
  }

  writeSingleQuotedText(text: string): void {
    this.writeIndicator("'", true);
    this.#writeLines(text.replaceAll("'", "''"), true);
    this.writeIndicator("'", false);
    this.endScalar();
  }

  /** `writeLineComment` writes the comment behind the header and the break behind it. */
  writeLiteralText(text: string, writeLineComment: () => void): void {
    this.#writeHeader('|', text, writeLineComment);
    this.#writeLines(text, false, true);
  }

  writeFoldedText(text: string, writeLineComment: () => void): void {
    this.#writeHeader('>', text, writeLineComment);
    let breaks = true;
    let leadingSpaces = true;
    // go-yaml looks at the start of the whole text here, whatever line it is at.
    const first = /^[\n\r\x85\u2028\u2029]*/.exec(text)?.[0].length ?? 0;
    const separates = !isBlankOrEnd(text.charCodeAt(first) || 0);
    for (let i = 0; i < text.length; i += 1) {
      const c = text.charCodeAt(i);
      if (isBreak(c)) {
        if (!breaks && !leadingSpaces && c === 10 && separates) this.newLine();
        this.#writeBreak(text[i]);
        breaks = true;
      } else {
        if (breaks) {
          this.writeIndent();
          leadingSpaces = c === 32 || c === 9;
        }
        this.put(text[i]);
        this.indention = false;
        breaks = false;
      }
    }
  }

  #writeHeader(
    indicator: string,
    text: string,
    writeLineComment: () => void,
  ): void {
    this.writeIndicator(indicator, true);
    const hints = text === '' ? '-' : blockHints(text);
    if (hints !== '') this.writeIndicator(hints, false);
    writeLineComment();
    this.whitespace = true;
  }

  /** `doubled`: the first of several line feeds is written twice, as inside of quotes. */
  #writeLines(text: string, doubled: boolean, atStart = false): void {
    let breaks = atStart;
    for (const part of text.split(/([\n\r\x85\u2028\u2029])/)) {
      if (part === '') continue;
      if (isBreak(part.charCodeAt(0))) {
        if (doubled && !breaks && part === '\n') this.newLine();
        this.#writeBreak(part);
        breaks = true;
      } else {
        if (breaks) this.writeIndent();
        this.put(part);
        this.indention = false;
        breaks = false;
      }
    }
  }

  #writeBreak(character: string): void {
    if (character === '\n') {
      this.newLine();
      return;
    }
    this.put(character);
    this.column = 0;
    this.indention = true;
  }
}
