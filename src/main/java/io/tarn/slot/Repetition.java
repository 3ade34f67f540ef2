// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

/**
 * How what a command has changed is recorded, so that a copy of the slot comes to hold the same.
 * Whatever changes keys of several slots is recorded slot by slot.
 */
enum Repetition {
  /** As it was run: what it does follows from what its keys hold and from the time. */
  VERBATIM,
  /** As the state of what it has changed: it depends on other slots or on an order in memory. */
  STATE,
  /** SPOP: as the removal of what was drawn. */
  DRAWN_MEMBERS,
  /** BLPOP, LMPOP, ...: as LPOP or RPOP of the key that was served. */
  LIST_POP,
  /** BZPOPMIN, ZMPOP, ...: as ZPOPMIN or ZPOPMAX of the key that was served. */
  SORTED_SET_POP,
  /** LMOVE and its like: as LMOVE, or as a pop and a push. */
  LIST_MOVE,
  /** SMOVE: as itself, or as SREM and SADD. */
  MEMBER_MOVE,
  /** MSET and MSETNX: as themselves, or as a SET for each key. */
  PAIRS;

  /** Returns that of a command, named in lower case. */
  static Repetition of(String command) {
    return switch (command) {
      case "sort" -> STATE;
      case "spop" -> DRAWN_MEMBERS;
      case "blpop", "brpop", "lmpop", "blmpop" -> LIST_POP;
      case "bzpopmin", "bzpopmax", "zmpop", "bzmpop" -> SORTED_SET_POP;
      case "lmove", "rpoplpush", "blmove", "brpoplpush" -> LIST_MOVE;
      case "smove" -> MEMBER_MOVE;
      case "mset", "msetnx" -> PAIRS;
      default -> VERBATIM;
    };
  }
}
