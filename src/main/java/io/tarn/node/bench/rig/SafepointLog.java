// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of a JVM's own stops ({@code -Xlog:safepoint}): each line has all the time that the
 * threads stood, the way to the safepoint included. Collections are among them.
 */
public final class SafepointLog {

  private static final Pattern LINE =
      Pattern.compile("Safepoint \"(?<what>[^\"]+)\".*Total:\\s+(?<nanos>\\d+) ns");

  private final Path file;
  private long from;

  private SafepointLog(Path file) {
    this.file = file;
  }

  /**
   * One stop of all threads.
   *
   * @param line as the JVM wrote it
   */
  public record Stop(String cause, long nanos, String line) {

    public double millis() {
      return nanos / 1e6;
    }
  }

  /** A log in a file that does not exist yet, in the system's directory for such. */
  public static SafepointLog create() throws IOException {
    Path file = Files.createTempFile("tarn-safepoints-", ".log");
    file.toFile().deleteOnExit();
    return new SafepointLog(file);
  }

  /** The JVM option that makes a JVM write it. */
  public String javaOption() {
    return "-Xlog:safepoint,gc:file=" + file + ":uptime,tags:filecount=0";
  }

  /** Forgets what was written so far. */
  public void restart() throws IOException {
    from = Files.size(file);
  }

  /** The stops since {@link #restart}, the longest first. */
  public List<Stop> longest() throws IOException {
    byte[] all = Files.readAllBytes(file);
    if (all.length == 0) {
      throw new IOException("the JVM has written no log of its safepoints: " + file);
    }
    return parse(
        new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8)
            .lines()
            .toList());
  }

  /** The stops among the lines of a log, the longest first. */
  static List<Stop> parse(List<String> lines) {
    return lines.stream()
        .map(
            line -> {
              Matcher matcher = LINE.matcher(line);
              return matcher.find()
                  ? new Stop(matcher.group("what"), Long.parseLong(matcher.group("nanos")), line)
                  : new Stop("", -1, line);
            })
        .filter(stop -> stop.nanos() >= 0)
        .sorted(Comparator.comparingLong(Stop::nanos).reversed())
        .toList();
  }

  /** The longest stops as the JVM wrote them, for a page; empty when there were none. */
  public static String text(List<Stop> longest, int most) {
    if (longest.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("\nThe JVM's longest stops, from its log:\n\n```\n");
    longest.stream().limit(most).forEach(stop -> out.append(stop.line()).append('\n'));
    return out.append("```\n").toString();
  }

  /** Removes the file. */
  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
