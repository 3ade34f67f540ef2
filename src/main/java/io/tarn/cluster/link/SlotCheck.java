// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.KeySpec;
import io.tarn.route.Forwarder.Manner;

/** Looks whether a request of another node may run here, by the slots of its keys. One thread. */
final class SlotCheck {

  private static final int NO_SLOT = -1;

  private final CommandTable commands;
  private final Ownership ownership;
  private int slot;

  SlotCheck(CommandTable commands, Ownership ownership) {
    this.commands = commands;
    this.ownership = ownership;
  }

  /** True when all keys of a request are in slots that it may use here. Notes the slot. */
  boolean mayRun(Manner manner, Arguments arguments) {
    slot = NO_SLOT;
    if (manner == Manner.LOCAL) {
      return true;
    }
    CommandTable.Entry entry = arguments.entry();
    if (entry == null) {
      entry = commands.find(arguments);
    }
    if (entry != null && entry.isContainer() && arguments.count() > 1) {
      entry = entry.subcommand(arguments);
    }
    if (entry == null) {
      return true; // the runner says what is wrong
    }
    KeySpec keys = entry.command().keys();
    int count = keys.count(arguments);
    for (int n = 0; n < count; n++) {
      slot = arguments.slot(keys.position(arguments, n));
      boolean may =
          manner == Manner.REPLICA
              ? ownership.follows(slot) || ownership.leads(slot)
              : ownership.leads(slot);
      if (!may) {
        return false;
      }
    }
    return true;
  }

  /** Returns the slot of the last key that was looked at, -1 when there was none. */
  int slot() {
    return slot;
  }
}
