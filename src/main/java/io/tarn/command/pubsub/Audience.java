// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import io.tarn.command.Glob;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Those who get the messages of one channel, one pattern or one shard channel, by outlet. Any
 * thread, under its lock: publishing and leaving exclude each other.
 */
final class Audience {

  /*
   * An outlet is given the array of its members as it is, not a copy. So what was given away is
   * never changed below the number of members that was given with it: who joins is put behind it,
   * and who leaves an array that was given away leaves a new one. Joining costs O(1), leaving O(1)
   * as long as nobody publishes and a copy for each published message at the worst.
   */
  static final class Group {
    private final Outlet outlet;
    private Membership[] members = new Membership[1];
    private int count;
    private boolean given;

    private Group(Outlet outlet) {
      this.outlet = outlet;
    }

    private void add(Membership one) {
      if (count == members.length) {
        members = Arrays.copyOf(members, 2 * count);
        given = false;
      }
      one.group = this;
      one.index = count;
      members[count++] = one;
    }

    /** Removes one; the last takes its place. */
    private void remove(Membership one) {
      boolean sparse = count <= members.length / 4;
      if (given || sparse) {
        members = Arrays.copyOf(members, sparse ? members.length / 2 : members.length);
        given = false;
      }
      Membership last = members[count - 1];
      members[one.index] = last;
      last.index = one.index;
      members[--count] = null;
      one.group = null;
    }
  }

  private static final Group[] NONE = {};

  private final Name name;
  private final @Nullable Glob glob;
  private Group[] groups = NONE;
  private volatile int size;
  private boolean ended;

  /** Creates an audience without members; {@code glob} is that of a pattern. */
  Audience(Name name, @Nullable Glob glob) {
    this.name = name;
    this.glob = glob;
  }

  Name name() {
    return name;
  }

  /** Returns the number of members. */
  int size() {
    return size;
  }

  /** Notes that nobody will join any more; for the list of patterns, under its lock. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /** True when this is the audience of a pattern that matches. */
  boolean matches(byte[] array, int offset, int length) {
    Glob pattern = glob;
    return pattern != null && pattern.matches(array, offset, length);
  }

  synchronized void add(Membership one) {
    Outlet outlet = one.connection().outlet();
    Group group = null;
    for (Group present : groups) {
      if (present.outlet == outlet) {
        group = present;
      }
    }
    if (group == null) {
      group = new Group(outlet);
      groups = Arrays.copyOf(groups, groups.length + 1);
      groups[groups.length - 1] = group;
    }
    group.add(one);
    size++;
  }

  /** Removes a member; true when it was the last. */
  synchronized boolean remove(Membership one) {
    Group group = one.group;
    if (group == null) {
      throw new IllegalStateException("not a member: size=" + size);
    }
    group.remove(one);
    if (group.count == 0) {
      groups = Arrays.stream(groups).filter(present -> present != group).toArray(Group[]::new);
    }
    size--;
    return size == 0;
  }

  /** Gives a message to the outlets of all members and returns their number. */
  synchronized int publish(Message message) {
    for (Group group : groups) {
      group.given = true;
      group.outlet.deliver(message, group.members, group.count);
    }
    return size;
  }
}
