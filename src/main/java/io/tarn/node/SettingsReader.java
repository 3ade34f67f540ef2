// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.tarn.command.Parameter;
import io.tarn.command.Parameters;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single settings from resolved HOCON and says precisely what is wrong with one. */
final class SettingsReader {

  /* Redis's names of settings that Tarn has under a name of its own. */
  private static final Map<String, String> OURS =
      Map.of(
          "maxmemory", "tarn.memory.max",
          "maxmemory-policy", "tarn.memory.policy",
          "requirepass", "tarn.security.password",
          "port", "tarn.resp.port",
          "bind", "tarn.host",
          "min-replicas-to-write", "tarn.min-replicas-to-write",
          "tarn-ack", "tarn.ack",
          "tarn-ack-timeout", "tarn.ack-timeout",
          "repl-backlog-size", "tarn.replication.backlog",
          "dir", "tarn.persistence.directory");

  private static final Pattern PERCENTAGE = Pattern.compile("([1-9]\\d?|100)%");

  private final Config config;

  SettingsReader(Config config) {
    this.config = config;
  }

  /**
   * Refuses keys under {@code tarn} that {@code defaults} does not have: a misspelt setting must
   * not be silently without effect.
   */
  void refuseUnknownKeys(Config defaults) throws SettingsException {
    for (Map.Entry<String, ConfigValue> entry : config.getConfig("tarn").entrySet()) {
      String key = "tarn." + entry.getKey();
      if (key.startsWith("tarn.redis.")) {
        continue; // redis() checks these
      }
      if (!defaults.hasPathOrNull(key)) {
        throw new SettingsException(
            "unknown setting "
                + key
                + nearest(key, defaults)
                + ", from "
                + origin(entry.getValue().origin()));
      }
      if (!defaults.getIsNull(key)
          && defaults.getValue(key).valueType() == ConfigValueType.OBJECT) {
        throw refusal(key, entry.getValue(), "a group of settings");
      }
    }
  }

  /** Reads a whole number in {@code [least, most]}. */
  int integer(String key, int least, int most) throws SettingsException {
    String range = "a whole number from " + least + " to " + most;
    ConfigValue value = value(key, range);
    long number;
    try {
      number = Long.parseLong(text(value));
    } catch (NumberFormatException notWhole) {
      throw refusal(key, value, range);
    }
    if (number < least || number > most) {
      throw refusal(key, value, range);
    }
    return (int) number;
  }

  /**
   * Reads a number of bytes: 0, or in {@code [least, most]}. A percentage means so much of the
   * memory that the machine, or the container, lets this process have.
   */
  long bytesOrZero(String key, long least, long most) throws SettingsException {
    String range =
        "0, or a size from "
            + least
            + " to "
            + most
            + " bytes such as 512MiB, or a share of the machine's memory such as 50%";
    ConfigValue value = value(key, range);
    long bytes;
    try {
      Matcher share = PERCENTAGE.matcher(text(value));
      bytes =
          share.matches()
              ? machineBytes() / 100 * Integer.parseInt(share.group(1))
              : config.getBytes(key);
    } catch (ConfigException notASize) {
      throw refusal(key, value, range);
    }
    if (bytes != 0 && (bytes < least || bytes > most)) {
      throw refusal(key, value, range);
    }
    return bytes;
  }

  /** Reads a number of bytes in {@code [least, most]}. */
  long bytes(String key, long least, long most) throws SettingsException {
    String range = "a size from " + least + " to " + most + " bytes such as 64KiB";
    ConfigValue value = value(key, range);
    long bytes;
    try {
      bytes = config.getBytes(key);
    } catch (ConfigException notASize) {
      throw refusal(key, value, range);
    }
    if (bytes < least || bytes > most) {
      throw refusal(key, value, range);
    }
    return bytes;
  }

  /** Reads a number in {@code [least, most]}, with or without a fraction. */
  double decimal(String key, double least, double most) throws SettingsException {
    String range = "a number from " + shown(least) + " to " + shown(most);
    ConfigValue value = value(key, range);
    double number;
    try {
      number = Double.parseDouble(text(value));
    } catch (NumberFormatException notANumber) {
      throw refusal(key, value, range);
    }
    if (!(number >= least && number <= most)) {
      throw refusal(key, value, range);
    }
    return number;
  }

  /** Reads a time in {@code [least, most]}. */
  Duration duration(String key, Duration least, Duration most) throws SettingsException {
    String range =
        "a time from " + least.toMillis() + "ms to " + most.toMillis() + "ms such as 500ms or 2s";
    ConfigValue value = value(key, range);
    Duration duration;
    try {
      duration = config.getDuration(key);
    } catch (ConfigException notATime) {
      throw refusal(key, value, range);
    }
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw refusal(key, value, range);
    }
    return duration;
  }

  /** Reads a word out of {@code allowed}; those of {@code later} exist but have no effect yet. */
  String word(String key, List<String> allowed, List<String> later) throws SettingsException {
    String range = "one of " + String.join(", ", allowed);
    ConfigValue value = value(key, range);
    String word = text(value);
    if (later.contains(word)) {
      throw notYet(key, value, range);
    }
    if (!allowed.contains(word)) {
      throw refusal(key, value, range);
    }
    return word;
  }

  /** Reads text of at most {@code most} characters on one line. */
  String line(String key, int most) throws SettingsException {
    String range = "text of at most " + most + " characters on one line";
    ConfigValue value = value(key, range);
    String line = text(value);
    if (line.length() > most || line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
      throw refusal(key, value, range);
    }
    return line;
  }

  /** Reads a list of text. A single text is a list of one; commas separate several. */
  List<String> list(String key) throws SettingsException {
    String range = "a list such as [\"10.0.0.1:2551\"]";
    ConfigValue value = value(key, range);
    if (value.valueType() == ConfigValueType.STRING) {
      String text = text(value);
      return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }
    try {
      return config.getStringList(key);
    } catch (ConfigException notAList) {
      throw refusal(key, value, range);
    }
  }

  /**
   * Reads a group of settings under Redis's names. Those that have a name of Tarn's own, or that
   * cannot be chosen, are refused.
   */
  Map<String, String> redis(String group, Parameters parameters) throws SettingsException {
    Map<String, String> values = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : config.getConfig(group).entrySet()) {
      String name = String.join(".", ConfigUtil.splitPath(entry.getKey()));
      String key = group + "." + name;
      String ours = OURS.get(name);
      if (ours != null) {
        throw new SettingsException(
            key + " is set by " + ours + ", from " + origin(entry.getValue().origin()));
      }
      Parameter parameter = parameters.find(name);
      if (parameter == null) {
        throw new SettingsException(
            "unknown setting "
                + key
                + " (CONFIG GET * lists what there is), from "
                + origin(entry.getValue().origin()));
      }
      String refusal = parameter.check(text(entry.getValue()));
      if (refusal != null) {
        throw new SettingsException(
            key
                + "="
                + shown(key, entry.getValue())
                + ": "
                + refusal
                + ", from "
                + origin(entry.getValue().origin()));
      }
      values.put(name, text(entry.getValue()));
    }
    return values;
  }

  /** Returns the refusal of a value that is outside what is allowed. */
  SettingsException refusal(String key, String range) {
    return refusal(key, config.getValue(key), range);
  }

  /** Returns the refusal of a value whose feature does not exist yet. */
  SettingsException notYet(String key, String range) {
    return notYet(key, config.getValue(key), range);
  }

  private static SettingsException notYet(String key, ConfigValue value, String range) {
    return new SettingsException(
        key
            + "="
            + shown(key, value)
            + " is not available yet: must be "
            + range
            + ", from "
            + origin(value.origin()));
  }

  private static SettingsException refusal(String key, ConfigValue value, String range) {
    return new SettingsException(
        key + "=" + shown(key, value) + " must be " + range + ", from " + origin(value.origin()));
  }

  private ConfigValue value(String key, String range) throws SettingsException {
    if (!config.hasPathOrNull(key)) {
      throw new SettingsException(key + " is missing: must be " + range);
    }
    if (config.getIsNull(key)) {
      throw new SettingsException(key + "=null must be " + range);
    }
    ConfigValue value = config.getValue(key);
    if (value.valueType() == ConfigValueType.OBJECT) {
      throw refusal(key, value, range);
    }
    return value;
  }

  private static long machineBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static String text(ConfigValue value) {
    return String.valueOf(value.unwrapped());
  }

  private static String shown(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  private static String shown(String key, ConfigValue value) {
    if (key.endsWith("password")) {
      return "(hidden)";
    }
    String text =
        value.valueType() == ConfigValueType.STRING
            ? "\"" + text(value) + "\""
            : value.render(com.typesafe.config.ConfigRenderOptions.concise());
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  private static String origin(ConfigOrigin origin) {
    String place = origin.filename() != null ? origin.filename() : origin.description();
    return origin.lineNumber() > 0 ? place + ":" + origin.lineNumber() : place;
  }

  private static String nearest(String key, Config defaults) {
    String last = last(key);
    for (String known : new TreeSet<>(defaults.getConfig("tarn").root().unwrapped().keySet())) {
      if (known.equals(last)) {
        return " (tarn." + known + " exists)";
      }
    }
    for (Map.Entry<String, ConfigValue> entry : defaults.getConfig("tarn").entrySet()) {
      if (last(entry.getKey()).equals(last)) {
        return " (tarn." + entry.getKey() + " exists)";
      }
    }
    return " (conf/tarn.conf lists all)";
  }

  private static String last(String key) {
    List<String> path = ConfigUtil.splitPath(key);
    return path.get(path.size() - 1);
  }
}
