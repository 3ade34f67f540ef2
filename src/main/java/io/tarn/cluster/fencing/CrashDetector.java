// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import com.typesafe.config.Config;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.remote.PhiAccrualFailureDetector;

/**
 * Pekko's failure detector, which also believes what {@link CrashWatch} has found out. Pekko
 * removes a member that was downed only when nobody holds it for reachable any more; without this,
 * its silence would have to tell.
 */
public final class CrashDetector extends PhiAccrualFailureDetector {

  /* Pekko makes the detectors itself, by their class; the event stream tells whose they are. */
  private static final Map<EventStream, Set<String>> DEAD = new WeakHashMap<>();

  private final Set<String> dead;
  private volatile String watched = "";

  /** Creates the detector of one member; called by Pekko. */
  public CrashDetector(Config settings, EventStream events) {
    super(settings, events);
    this.dead = dead(events);
  }

  /**
   * Returns the addresses, as text, of members of which the process is known to be dead, by the
   * event stream of the actor system; to be changed. One that has been removed is to be taken out.
   */
  public static Set<String> dead(EventStream events) {
    synchronized (DEAD) {
      return DEAD.computeIfAbsent(events, _ -> ConcurrentHashMap.newKeySet());
    }
  }

  @Override
  public void setAddress(String address) {
    super.setAddress(address);
    watched = address;
  }

  @Override
  public boolean isAvailable() {
    return !dead.contains(watched) && super.isAvailable();
  }
}
