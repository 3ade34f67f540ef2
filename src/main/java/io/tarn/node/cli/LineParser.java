// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import io.tarn.node.wire.ArgumentSplitter;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/**
 * Tells JLine whether a line is finished (a quote left open continues on the next line) and where
 * its words are, which completion needs only roughly: blanks separate.
 */
final class LineParser implements Parser {

  private record Line(String line, List<String> words, int wordIndex, int wordCursor, int cursor)
      implements CompletingParsedLine {
    @Override
    public String word() {
      return words.get(wordIndex);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor;
    }

    @Override
    public int rawWordLength() {
      return word().length();
    }
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE
        && ArgumentSplitter.split(line) instanceof ArgumentSplitter.Unclosed) {
      throw new EOFError(-1, cursor, "open quote");
    }
    List<String> words = List.of(line.substring(0, cursor).stripLeading().split("\\s+", -1));
    int last = words.size() - 1;
    return new Line(line, words, last, words.get(last).length(), cursor);
  }

  @Override
  public boolean isEscapeChar(char ch) {
    return false;
  }
}
