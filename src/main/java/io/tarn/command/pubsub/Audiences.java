// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import io.tarn.command.Connection;
import io.tarn.command.Glob;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The audiences of one kind, by name. Any thread. */
final class Audiences {

  private final ConcurrentHashMap<Name, Audience> byName = new ConcurrentHashMap<>();
  private final @Nullable AudienceList list;

  /** Creates an empty table; with patterns its audiences are also in a list. */
  Audiences(boolean patterns) {
    list = patterns ? new AudienceList() : null;
  }

  /** Returns the list of the audiences of patterns. */
  AudienceList patterns() {
    if (list == null) {
      throw new IllegalStateException("no patterns: size=" + size());
    }
    return list;
  }

  /** Puts a connection into the audience of that name, which is made when there is none. */
  Membership join(Name name, Connection connection) {
    Membership one = new Membership(connection, name);
    byName.compute(
        name,
        (key, present) -> {
          Audience audience = present != null ? present : create(key);
          audience.add(one);
          return audience;
        });
    return one;
  }

  /** Takes a connection out of an audience, which is forgotten with its last member. */
  void leave(Membership one) {
    byName.computeIfPresent(
        one.name(),
        (key, audience) -> {
          if (!audience.remove(one)) {
            return audience;
          }
          if (list != null) {
            list.emptied(audience);
          }
          return null;
        });
  }

  /** Returns the audience of a name, or null when nobody is in it. */
  @Nullable Audience find(Name name) {
    return byName.get(name);
  }

  /** Returns the number of names with an audience. */
  int size() {
    return byName.size();
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** Returns a live view of the audiences, in no order. */
  Collection<Audience> all() {
    return byName.values();
  }

  private Audience create(Name name) {
    if (list == null) {
      return new Audience(name, null);
    }
    Audience audience = new Audience(name, Glob.of(name.bytes()));
    list.add(audience);
    return audience;
  }
}
