// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.Reply.Failure;

/** The error answers that several commands share, worded as Redis words them. */
public final class Errors {

  public static final Failure SYNTAX = Reply.error("syntax error");
  public static final Failure NOT_AN_INTEGER =
      Reply.error("value is not an integer or out of range");
  public static final Failure NOT_A_FLOAT = Reply.error("value is not a valid float");
  public static final Failure NO_SUCH_KEY = Reply.error("no such key");
  public static final Failure STRING_TOO_LONG =
      Reply.error("string exceeds maximum allowed size (proto-max-bulk-len)");
  public static final Failure INDEX_OUT_OF_RANGE = Reply.error("index out of range");
  public static final Failure WRONG_TYPE =
      new Failure("WRONGTYPE Operation against a key holding the wrong kind of value");
  public static final Failure OUT_OF_MEMORY =
      new Failure("OOM command not allowed when used memory > 'maxmemory'.");
  public static final Failure AUTHENTICATION_REQUIRED =
      new Failure("NOAUTH Authentication required.");

  private Errors() {}

  /** Returns the answer to a call with a wrong number of arguments; {@code name} in lower case. */
  public static Failure wrongArity(String name) {
    return Reply.error("wrong number of arguments for '" + name + "' command");
  }

  /** Returns the answer to an expiry that is not a valid time; {@code name} in lower case. */
  public static Failure invalidExpire(String name) {
    return Reply.error("invalid expire time in '" + name + "' command");
  }
}
