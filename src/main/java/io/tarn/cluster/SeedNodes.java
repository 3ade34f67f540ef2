// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import java.util.List;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Member;

/** Whom a node joins. */
final class SeedNodes {

  private SeedNodes() {}

  /** Returns the seeds' addresses; without seeds the node's own, so that it founds a cluster. */
  static List<Address> of(ClusterSettings settings, Member self) {
    Address own = self.address();
    if (settings.seeds().isEmpty()) {
      return List.of(own);
    }
    return settings.seeds().stream()
        .map(
            seed -> {
              int colon = seed.lastIndexOf(':');
              return new Address(
                  own.protocol(),
                  own.system(),
                  seed.substring(0, colon),
                  Integer.parseInt(seed.substring(colon + 1)));
            })
        .toList();
  }
}
