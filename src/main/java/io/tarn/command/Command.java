// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One row of the command table.
 *
 * @param name in lower case; a subcommand's is "container|sub"
 * @param arity number of arguments with the name, or, negative, the least number
 * @param flags as in COMMAND INFO
 * @param keys where the keys are
 * @param categories ACL categories without the '@', as in COMMAND INFO
 * @param group documentation group: "string", "generic", "bitmap", "connection", "server", ...
 * @param since the Redis version that introduced it
 * @param complexity as Redis documents it, in our words
 * @param summary one line that says what it does, in our words
 * @param subcommands rows of a container command; the handler of a container answers calls that
 *     name no known subcommand
 * @param handler what it means
 */
public record Command(
    String name,
    int arity,
    Set<Flag> flags,
    KeySpec keys,
    Set<String> categories,
    String group,
    String since,
    String complexity,
    String summary,
    List<Command> subcommands,
    Handler handler) {

  /** Starts a row. */
  public static Builder named(String name, int arity) {
    return new Builder(name, arity);
  }

  /** True when a request with so many arguments may run. */
  public boolean accepts(int arguments) {
    return arity >= 0 ? arguments == arity : arguments >= -arity;
  }

  /** Collects the columns of a row. */
  public static final class Builder {
    private final String name;
    private final int arity;
    private Set<Flag> flags = EnumSet.noneOf(Flag.class);
    private KeySpec keys = KeySpec.NONE;
    private Set<String> categories = Set.of();
    private String group = "generic";
    private String since = "1.0.0";
    private String complexity = "O(1)";
    private String summary = "";
    private List<Command> subcommands = List.of();

    private Builder(String name, int arity) {
      this.name = name;
      this.arity = arity;
    }

    /** Sets the flags. */
    public Builder flags(Flag first, Flag... more) {
      flags = EnumSet.of(first, more);
      return this;
    }

    /** Sets where the keys are. */
    public Builder keys(KeySpec value) {
      keys = value;
      return this;
    }

    /** Sets the ACL categories, without '@'. */
    public Builder categories(String... values) {
      categories = new java.util.LinkedHashSet<>(List.of(values));
      return this;
    }

    /** Sets the documentation columns. */
    public Builder docs(String group, String since, String complexity, String summary) {
      this.group = group;
      this.since = since;
      this.complexity = complexity;
      this.summary = summary;
      return this;
    }

    /** Makes it a container. */
    public Builder subcommands(List<Command> values) {
      subcommands = List.copyOf(values);
      return this;
    }

    /** Ends the row. */
    public Command runs(Handler handler) {
      return new Command(
          name,
          arity,
          flags,
          keys,
          categories,
          group,
          since,
          complexity,
          summary,
          subcommands,
          handler);
    }
  }
}
