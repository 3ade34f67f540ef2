// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.Parameter.Choice;
import io.tarn.command.Parameter.Whole;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings that concern copies: what a write waits for, and when it is refused. */
public final class CopyParameters {

  private static final int MOST_REPLICAS = 4;
  private static final List<String> LEVELS = List.of("memory", "replica", "disk");

  final Whole leastReplicas = new Whole("min-replicas-to-write", true, 0, 0, MOST_REPLICAS);
  final Choice level = new Choice("tarn-ack", true, "memory", LEVELS, List.of("memory", "replica"));
  final Whole ackTimeout = new Whole("tarn-ack-timeout", true, 1_000, 10, 60_000);
  private volatile AckLevel present = AckLevel.MEMORY;
  private volatile int wanted = MOST_REPLICAS;

  CopyParameters() {}

  /** Returns the settings in the order in which they are listed. */
  List<Parameter> all() {
    return List.of(leastReplicas, level, ackTimeout);
  }

  /** Says how many replicas each key shall have, which bounds these settings. */
  public void wanted(int replicas) {
    wanted = replicas;
    leastReplicas.most(replicas);
    if (replicas == 0) {
      level.honours(
          List.of("memory"),
          "is not available: 'replica' needs tarn.replicas of 1 or more, and 'disk' is not"
              + " supported by this server yet");
    }
  }

  /** Returns why a level cannot be had, or null when it can. */
  public @Nullable String refusal(String label) {
    return level.check(label);
  }

  /** Returns how many replicas each key shall have. */
  public int wanted() {
    return wanted;
  }

  /** Takes over what {@link #level} says. */
  void changed() {
    present = level.value().equals("replica") ? AckLevel.REPLICA : AckLevel.MEMORY;
  }

  /** What writes wait for, of connections that do not say otherwise. */
  public AckLevel level() {
    return present;
  }

  /** How long the answer to a write waits for a replica. */
  public long ackTimeoutMillis() {
    return ackTimeout.value();
  }

  /** Writes are refused while fewer replicas are in sync. */
  public int leastReplicas() {
    return (int) leastReplicas.value();
  }
}
