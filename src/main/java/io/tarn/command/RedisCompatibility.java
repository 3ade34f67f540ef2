// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/** What clients are told of the Redis that this server behaves like. */
public final class RedisCompatibility {

  /** Clients choose their features by it. */
  public static final String VERSION = "7.2.4";

  /** Any node takes any request, so a client needs no knowledge of slots. */
  public static final String MODE = "standalone";

  private RedisCompatibility() {}
}
