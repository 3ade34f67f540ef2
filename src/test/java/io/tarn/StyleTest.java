// SPDX-License-Identifier: Apache-2.0
package io.tarn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads the sources and names the cure for whatever breaks the house's style. */
class StyleTest {

  private static final int MAX_LINES = 400;
  private static final String HEAD = "// SPDX-License-Identifier: Apache-2.0";
  private static final Pattern FORBIDDEN_NAME =
      Pattern.compile(
          "(?:^|\\.)(?:utils?|common|helpers?|managers?|impl)(?:\\.|$)|(?:Utils?|Common|Helpers?|Managers?|Impl)$");

  private static final Predicate<Source> ANYWHERE = source -> true;
  private static final Predicate<Source> MAIN = source -> !source.test();
  private static final Predicate<Source> TEST = Source::test;
  private static final Predicate<Source> OUTSIDE_NODE = MAIN.and(source -> !source.in("node"));
  private static final Predicate<Source> HOT =
      MAIN.and(
          source ->
              source.in("resp")
                  || source.in("slot")
                  || source.in("keyspace")
                  || source.in("slab")
                  || source.in("metric"));

  private static final List<Ban> BANS =
      List.of(
          new Ban(
              "Thread\\.sleep|\\bLockSupport\\.parkNanos",
              TEST,
              "wait for a condition, with a time limit"),
          new Ban(
              "Thread\\.sleep",
              MAIN.and(source -> !source.in("node")),
              "use a timer of the actor or the event loop"),
          new Ban(
              "System\\.(out|err)\\b",
              OUTSIDE_NODE,
              "use a logger; only the node talks to the terminal"),
          new Ban("\\.printStackTrace\\(", ANYWHERE, "use a logger, or answer a clear line"),
          new Ban(
              "\\bString\\.format\\(|\\.formatted\\(",
              HOT,
              "append to a buffer: formatting costs a microsecond"),
          new Ban("@Disabled|@Ignore\\b", TEST, "repair the test or take it out"),
          new Ban("\\bMockito\\b|\\bmock\\(", TEST, "use the real class"),
          new Ban(
              "\\bSystem\\.currentTimeMillis\\(\\)",
              MAIN.and(source -> source.in("keyspace") || source.in("slab")),
              "take the clock as an argument"),
          new Ban(
              "\\bMath\\.random\\(|\\bnew Random\\(\\)(?!\\.nextLong)",
              TEST,
              "take a seed, and print it"),
          new Ban(
              "\\bSystem\\.exit\\(",
              MAIN.and(source -> !source.in("node")),
              "throw, and let the node end the process"),
          new Ban(
              "\\bsynchronized\\b",
              HOT.and(source -> !source.in("slab") && !source.in("slot")),
              "use the gate, a volatile field or a VarHandle"),
          new Ban(
              "\\b(TODO|FIXME|XXX)\\b(?!\")",
              ANYWHERE,
              "do it, or say in prose what is left out and why"));

  /* A pattern of code that is banned in some sources. */
  private record Ban(Pattern code, Predicate<Source> where, String cure) {
    Ban(String code, Predicate<Source> where, String cure) {
      this(Pattern.compile(code), where, cure);
    }
  }

  private record Source(Path path, List<String> lines, boolean test) {
    boolean in(String room) {
      return path.toString().replace('\\', '/').contains("/io/tarn/" + room + "/");
    }
  }

  private static List<Source> sources;

  @BeforeAll
  static void read() throws IOException {
    sources = new ArrayList<>();
    read(Path.of("src/main/java"), false);
    read(Path.of("src/test/java"), true);
    read(Path.of("multi-jvm-tests/java"), true);
    assertTrue(sources.size() > 30, "the sources were not found: " + sources.size());
  }

  @Test
  void file_isNotTooLong() {
    List<String> wrong = new ArrayList<>();
    for (Source source : sources) {
      if (source.lines().size() > MAX_LINES) {
        wrong.add(
            source.path()
                + " has "
                + source.lines().size()
                + " lines: give each concept its own file");
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void file_beginsWithTheLicence() {
    List<String> wrong = new ArrayList<>();
    for (Source source : sources) {
      if (source.lines().isEmpty() || !source.lines().get(0).equals(HEAD)) {
        wrong.add(source.path() + ": first line must be " + HEAD);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void package_hasADoorSign() {
    Set<Path> without = new TreeSet<>();
    for (Source source : sources) {
      Path directory = source.path().getParent();
      if (!source.test() && !Files.exists(directory.resolve("package-info.java"))) {
        without.add(directory);
      }
    }
    assertEquals(Set.of(), without, "packages without package-info.java");
    for (Source source : sources) {
      if (source.path().endsWith("package-info.java")) {
        assertTrue(
            source.lines().stream().anyMatch(line -> line.contains("NullMarked")),
            source.path() + " must be @NullMarked");
      }
    }
  }

  @Test
  void name_saysWhatAThingIs() {
    List<String> wrong = new ArrayList<>();
    for (Source source : sources) {
      String file = source.path().getFileName().toString().replace(".java", "");
      String inside = source.path().getParent().toString().replace('\\', '/').replace('/', '.');
      inside = inside.substring(inside.indexOf("io.tarn"));
      if (FORBIDDEN_NAME.matcher(file).find()
          || FORBIDDEN_NAME.matcher(inside.toLowerCase(Locale.ROOT)).find()) {
        wrong.add(source.path() + ": name it after what it is or does");
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void code_callsNothingBanned() {
    List<String> wrong = new ArrayList<>();
    for (Source source : sources) {
      if (source.path().endsWith("StyleTest.java")) {
        continue;
      }
      for (Ban ban : BANS) {
        if (ban.where().test(source)) {
          for (int i = 0; i < source.lines().size(); i++) {
            String line = source.lines().get(i);
            Matcher matcher = ban.code().matcher(withoutComment(line));
            if (matcher.find()) {
              wrong.add(source.path() + ":" + (i + 1) + " " + matcher.group() + ": " + ban.cure());
            }
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  /* Good enough: a "//" inside a string hides the rest of that line. */
  private static String withoutComment(String line) {
    String stripped = line.strip();
    if (stripped.startsWith("*") || stripped.startsWith("/*")) {
      return "";
    }
    int comment = line.indexOf("//");
    return comment < 0 || line.contains("TODO") ? line : line.substring(0, comment);
  }

  private static void read(Path root, boolean test) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path path : files.filter(file -> file.toString().endsWith(".java")).sorted().toList()) {
        sources.add(new Source(path, Files.readAllLines(path), test));
      }
    }
  }
}
