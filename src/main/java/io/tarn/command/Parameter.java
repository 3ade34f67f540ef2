// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.event.EventClasses;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting of {@link Parameters}: its name, kind, default, range and present value. All text is
 * one character a byte. Any thread reads; {@link Parameters} serializes the writers.
 */
public abstract sealed class Parameter {

  private final String name;
  private final boolean mutable;

  private Parameter(String name, boolean mutable) {
    this.name = name;
    this.mutable = mutable;
  }

  /** Returns the name in lower case. */
  public final String name() {
    return name;
  }

  /** True when CONFIG SET may change it; others are set once, by the node's settings. */
  public final boolean isMutable() {
    return mutable;
  }

  /** Returns the value as CONFIG GET answers it. */
  public abstract String text();

  /** Returns why the text cannot become the value, in Redis's words, or null when it can. */
  public abstract @Nullable String check(String text);

  /** Sets the value from a text that {@link #check} accepts. */
  abstract void assign(String text);

  private static String outside(long least, long most) {
    return "argument must be between " + least + " and " + most + " inclusive";
  }

  /** A whole number in a range. */
  public static final class Whole extends Parameter {
    private final long least;
    private volatile long most;
    private volatile long value;

    Whole(String name, boolean mutable, long standard, long least, long most) {
      super(name, mutable);
      this.value = standard;
      this.least = least;
      this.most = most;
    }

    /** Sets the upper end of the range. */
    void most(long value) {
      most = value;
    }

    public long value() {
      return value;
    }

    @Override
    public String text() {
      return Long.toString(value);
    }

    @Override
    public @Nullable String check(String text) {
      Long number = number(text);
      if (number == null) {
        return "argument couldn't be parsed into an integer";
      }
      return number < least || number > most ? outside(least, most) : null;
    }

    @Override
    void assign(String text) {
      value = Long.parseLong(text);
    }

    private static @Nullable Long number(String text) {
      byte[] bytes = Parameters.bytes(text);
      return Numbers.isLong(bytes, 0, bytes.length)
          ? (Long) Numbers.parseLong(bytes, 0, bytes.length)
          : null;
    }
  }

  /** A number of bytes in a range; accepts units such as 100mb. */
  public static final class Bytes extends Parameter {
    private final long least;
    private final long most;
    private volatile long value;

    Bytes(String name, boolean mutable, long standard, long least, long most) {
      super(name, mutable);
      this.value = standard;
      this.least = least;
      this.most = most;
    }

    public long value() {
      return value;
    }

    @Override
    public String text() {
      return Long.toString(value);
    }

    @Override
    public @Nullable String check(String text) {
      long bytes = parse(text);
      if (bytes < 0) {
        return "argument must be a memory value";
      }
      return bytes < least || bytes > most ? outside(least, most) : null;
    }

    @Override
    void assign(String text) {
      value = parse(text);
    }

    /**
     * Reads digits and a unit: none or b, k (1000), kb (1024), m, mb, g, gb, in any case.
     *
     * @return the number of bytes, or -1 when the text is no such number or too large
     */
    static long parse(String text) {
      int digits = 0;
      while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
        digits++;
      }
      long unit =
          switch (text.substring(digits).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "k" -> 1000;
            case "kb" -> 1L << 10;
            case "m" -> 1_000_000;
            case "mb" -> 1L << 20;
            case "g" -> 1_000_000_000;
            case "gb" -> 1L << 30;
            default -> 0;
          };
      if (unit == 0 || digits == 0 || digits > 18) {
        return -1;
      }
      long number = Long.parseLong(text, 0, digits, 10);
      return number > Long.MAX_VALUE / unit ? -1 : number * unit;
    }
  }

  /**
   * One word of a list. A word that Redis knows and this node cannot honour is refused with a
   * reason of its own.
   */
  public static final class Choice extends Parameter {
    private final List<String> known;
    private volatile List<String> honoured;
    private volatile String otherwise = "is not supported by this server yet";
    private volatile String value;

    Choice(
        String name, boolean mutable, String standard, List<String> known, List<String> honoured) {
      super(name, mutable);
      this.value = standard;
      this.known = known;
      this.honoured = honoured;
    }

    /** Makes a parameter that is "yes" or "no". */
    static Choice yesOrNo(String name, boolean mutable, boolean standard) {
      List<String> both = List.of("yes", "no");
      return new Choice(name, mutable, standard ? "yes" : "no", both, both);
    }

    /** Makes a parameter that is "no", since there is nothing here that it could switch on. */
    static Choice alwaysNo(String name, boolean mutable) {
      return new Choice(name, mutable, "no", List.of("yes", "no"), List.of("no"));
    }

    /** Sets which words are accepted, and what is said of the others that are known. */
    void honours(List<String> words, String ofOthers) {
      honoured = words;
      otherwise = ofOthers;
    }

    /** Returns the word in lower case. */
    public String value() {
      return value;
    }

    /** True when the word is "yes". */
    public boolean isYes() {
      return value.equals("yes");
    }

    @Override
    public String text() {
      return value;
    }

    @Override
    public @Nullable String check(String text) {
      String word = text.toLowerCase(Locale.ROOT);
      if (honoured.contains(word)) {
        return null;
      }
      if (known.contains(word)) {
        return "'" + word + "' " + otherwise;
      }
      return known.equals(List.of("yes", "no"))
          ? "argument must be 'yes' or 'no'"
          : "argument(s) must be one of the following: " + String.join(", ", known);
    }

    @Override
    void assign(String text) {
      value = text.toLowerCase(Locale.ROOT);
    }
  }

  /** Any text. */
  public static final class Text extends Parameter {
    private volatile String value;

    Text(String name, boolean mutable, String standard) {
      super(name, mutable);
      this.value = standard;
    }

    public String value() {
      return value;
    }

    @Override
    public String text() {
      return value;
    }

    @Override
    public @Nullable String check(String text) {
      return null;
    }

    @Override
    void assign(String text) {
      value = text;
    }
  }

  /** The points in time of automatic snapshots: there are none here, so only "" is accepted. */
  public static final class SavePoints extends Parameter {
    SavePoints() {
      super("save", true);
    }

    @Override
    public String text() {
      return "";
    }

    @Override
    public @Nullable String check(String text) {
      if (text.isEmpty()) {
        return null;
      }
      String[] words = text.split(" ", -1);
      boolean valid = words.length % 2 == 0;
      for (int i = 0; i < words.length; i++) {
        valid &= words[i].matches(i % 2 == 0 ? "[1-9]\\d{0,17}" : "\\d{1,18}");
      }
      return valid ? "snapshots are not supported by this server yet" : "Invalid save parameters";
    }

    @Override
    void assign(String text) {}
  }

  /** Which keyspace notifications are sent, see {@link EventClasses}. */
  public static final class KeyspaceEvents extends Parameter {
    private volatile int bits;

    KeyspaceEvents() {
      super("notify-keyspace-events", true);
    }

    public int bits() {
      return bits;
    }

    @Override
    public String text() {
      return EventClasses.text(bits);
    }

    @Override
    public @Nullable String check(String text) {
      return EventClasses.check(text);
    }

    @Override
    void assign(String text) {
      bits = EventClasses.parse(text);
    }
  }

  /** Percentiles between 0 and 100, separated by spaces. */
  public static final class Percentiles extends Parameter {
    private static final Pattern NUMBER =
        Pattern.compile("[+-]?(\\d{1,20}\\.?\\d{0,20}|\\.\\d{1,20})(e[+-]?\\d{1,3})?");

    private volatile double[] values;
    private volatile String text;

    Percentiles(String name, String standard) {
      super(name, true);
      this.text = standard;
      this.values = parse(standard);
    }

    /** Returns the percentiles in the order given. The caller must not change the array. */
    public double[] values() {
      return values;
    }

    @Override
    public String text() {
      return text;
    }

    @Override
    public @Nullable String check(String candidate) {
      for (String word : words(candidate)) {
        if (!NUMBER.matcher(word).matches()) {
          return "Invalid " + name() + " parameters";
        }
        double percentile = Double.parseDouble(word);
        if (percentile < 0 || percentile > 100) {
          return name() + " parameters should sit between [0.0,100.0]";
        }
      }
      return null;
    }

    @Override
    void assign(String candidate) {
      values = parse(candidate);
      text = String.join(" ", words(candidate));
    }

    private static double[] parse(String text) {
      return words(text).stream().mapToDouble(Double::parseDouble).toArray();
    }

    private static List<String> words(String text) {
      return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }
  }

  /** The limits on answers that clients have not taken, one {@link OutputBufferLimit} a class. */
  public static final class OutputBufferLimits extends Parameter {
    private volatile List<OutputBufferLimit> values = OutputBufferLimit.STANDARD;

    OutputBufferLimits() {
      super("client-output-buffer-limit", true);
    }

    /** Returns the limit of a class. */
    public OutputBufferLimit of(OutputBufferLimit.ClientClass clients) {
      return values.get(clients.ordinal());
    }

    @Override
    public String text() {
      return String.join(" ", values.stream().map(OutputBufferLimit::toString).toList());
    }

    @Override
    public @Nullable String check(String text) {
      return OutputBufferLimit.check(text);
    }

    @Override
    void assign(String text) {
      values = OutputBufferLimit.parse(text, values);
    }
  }
}
