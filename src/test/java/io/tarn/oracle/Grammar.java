// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the arguments of a command look like. Written as in documentation: lower-case words stand
 * for themselves, a capital letter for an argument of a kind of {@link ArgumentPool}, {@code (a|b)}
 * for one of several, {@code [a]} for what may be left out, {@code a+} for one to four and {@code
 * a*} for none to four times.
 */
final class Grammar {

  private static final int MOST_REPEATS = 4;

  private sealed interface Part {}

  private record Word(String text) implements Part {}

  private record Kind(char letter) implements Part {}

  private record Choice(List<List<Part>> branches) implements Part {}

  private record Repeat(Part part, int least, int most) implements Part {}

  private final List<Part> parts;

  private Grammar(List<Part> parts) {
    this.parts = parts;
  }

  /** Reads a grammar. */
  static Grammar of(String text) {
    List<String> tokens =
        Pattern.compile("[()\\[\\]|+*]|[^\\s()\\[\\]|+*]+")
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .toList();
    return new Grammar(new Reader(tokens).sequence());
  }

  /** Adds random arguments to a request. */
  void generate(SplittableRandom random, ArgumentPool pool, List<String> request) {
    generate(parts, random, pool, request);
  }

  private static void generate(
      List<Part> parts, SplittableRandom random, ArgumentPool pool, List<String> request) {
    for (Part part : parts) {
      switch (part) {
        case Word word -> request.add(word.text);
        case Kind kind -> request.add(pool.ofKind(kind.letter));
        case Choice choice ->
            generate(
                choice.branches.get(random.nextInt(choice.branches.size())), random, pool, request);
        case Repeat repeat -> {
          int times = random.nextInt(repeat.least, repeat.most + 1);
          for (int i = 0; i < times; i++) {
            generate(List.of(repeat.part), random, pool, request);
          }
        }
      }
    }
  }

  private static final class Reader {
    private final List<String> tokens;
    private int at;

    Reader(List<String> tokens) {
      this.tokens = tokens;
    }

    List<Part> sequence() {
      List<Part> parts = new ArrayList<>();
      while (at < tokens.size() && !isNext(")") && !isNext("]") && !isNext("|")) {
        parts.add(repeated(part()));
      }
      return parts;
    }

    private Part part() {
      String token = tokens.get(at++);
      return switch (token) {
        case "(" -> choice(")");
        case "[" -> new Repeat(choice("]"), 0, 1);
        default ->
            token.length() == 1 && Character.isUpperCase(token.charAt(0))
                ? new Kind(token.charAt(0))
                : new Word(token);
      };
    }

    private Part choice(String end) {
      List<List<Part>> branches = new ArrayList<>();
      branches.add(sequence());
      while (isNext("|")) {
        at++;
        branches.add(sequence());
      }
      if (!isNext(end)) {
        throw new IllegalArgumentException("no end: expected=" + end + " tokens=" + tokens);
      }
      at++;
      return new Choice(branches);
    }

    private Part repeated(Part part) {
      if (isNext("+") || isNext("*")) {
        return new Repeat(part, tokens.get(at++).equals("+") ? 1 : 0, MOST_REPEATS);
      }
      return part;
    }

    private boolean isNext(String token) {
      return at < tokens.size() && tokens.get(at).equals(token);
    }
  }
}
