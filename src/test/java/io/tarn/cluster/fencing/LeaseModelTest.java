// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random networks break at random times and ways, and the members follow the rules of detector,
 * gossip, resolver and lease: whenever a part has downed a node, that node's lease has ended.
 *
 * <p>In each step of one millisecond every pair of members can speak or not. The detector calls a
 * member unreachable that was not heard of for {@link #PAUSE}; gossip tells the other members that
 * can be reached within {@link #GOSSIP}; a part that is a quorum downs it {@link #STABLE} after it
 * was first called so.
 */
class LeaseModelTest {

  private static final int RUNS = 150;
  private static final int MILLIS = 9_000;
  private static final int PAUSE = 900; // less than is set: the detector may be early
  private static final int STABLE = 1_000;
  private static final int GOSSIP = 350;
  private static final int PING = 100;
  private static final double DRIFT = 0.01;

  @Test
  void divided_neverServesWhatIsPromotedElsewhere() {
    long first = Long.getLong("tarn.test.seed", System.nanoTime());
    System.out.println("seed=" + first);
    int ended = 0;
    for (int i = 0; i < RUNS; i++) {
      try {
        ended += new Run(new Random(first + i)).play();
      } catch (AssertionError failure) {
        throw new AssertionError("seed=" + (first + i), failure);
      }
    }
    assertTrue(ended > RUNS / 4, "hardly anybody was downed: " + ended);
  }

  private static final class Run {
    private final Random random;
    private final int n;
    private final List<String> names;
    private final boolean[][] cut;
    private final long[][] heard;
    /* When an observer first called a member unreachable, or learned it from gossip; -1 never. */
    private final long[][] called;
    private final long[][] learned;
    private final Lease[] leases;
    private final double[] rates;
    private final long[] offsets;
    private final long breakAt;
    private int downs;

    Run(Random random) {
      this.random = random;
      n = random.nextInt(2, 6);
      names = IntStream.range(0, n).mapToObj(i -> "m" + i).toList();
      cut = new boolean[n][n];
      heard = new long[n][n];
      called = new long[n][n];
      learned = new long[n][n];
      leases = new Lease[n];
      rates = new double[n];
      offsets = new long[n];
      breakAt = random.nextInt(500, 2_000);
      for (int i = 0; i < n; i++) {
        rates[i] = 1 + DRIFT * (2 * random.nextDouble() - 1);
        offsets[i] = random.nextLong();
        leases[i] = new Lease(names.get(i), Lease.LIMIT);
        leases[i].members(names, nanos(i, -100_000));
        for (int j = 0; j < n; j++) {
          called[i][j] = -1;
          learned[i][j] = -1;
        }
      }
    }

    private long nanos(int node, long millis) {
      return offsets[node] + (long) (millis * 1e6 * rates[node]);
    }

    int play() {
      for (long now = 0; now < MILLIS; now++) {
        if (now == breakAt) {
          divide();
        }
        for (int i = 0; i < n; i++) {
          detect(i, now);
          if ((now + i * 37L) % PING == 0) {
            ping(i, now);
          }
        }
        for (int i = 0; i < n; i++) {
          if (isDowned(i, now)) {
            long clock = nanos(i, now);
            assertFalse(
                leases[i].validUntilNanos(clock) - clock > 0,
                "served and promoted: node=" + i + " of " + n + " at " + now);
            downs++;
          }
        }
      }
      return downs > 0 ? 1 : 0;
    }

    /* One node, or a part, loses some or all of the others. */
    private void divide() {
      boolean[] part = new boolean[n];
      for (int i = 0; i < n; i++) {
        part[i] = random.nextBoolean();
      }
      double share = random.nextBoolean() ? 1 : random.nextDouble();
      for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
          boolean broken = part[i] != part[j] && random.nextDouble() < share;
          cut[i][j] = broken;
          cut[j][i] = broken;
        }
      }
    }

    private void detect(int i, long now) {
      for (int j = 0; j < n; j++) {
        if (i == j) {
          continue;
        }
        if (!cut[i][j] && random.nextInt(100) < 5) {
          heard[i][j] = now;
        }
        if (called[i][j] < 0 && now - heard[i][j] > PAUSE) {
          called[i][j] = now;
          learned[i][j] = now;
          for (int k = 0; k < n; k++) {
            if (k != i && !cut[i][k] && k != j && learned[k][j] < 0) {
              learned[k][j] = now + random.nextInt(GOSSIP);
            }
          }
        }
      }
    }

    private void ping(int i, long now) {
      for (int j = 0; j < n; j++) {
        boolean lost = learned[j][i] >= 0 && learned[j][i] <= now;
        if (i != j && !cut[i][j] && Lease.answers(true, !lost, false)) {
          /* The answer may be late, which does not make the ping younger. */
          leases[i].answered(names.get(j), nanos(i, now - random.nextInt(100)));
        }
      }
    }

    /* Some part without it that is a quorum has called it unreachable, for long enough. */
    private boolean isDowned(int node, long now) {
      for (int i = 0; i < n; i++) {
        if (i == node || called[i][node] < 0 || now - called[i][node] < STABLE) {
          continue;
        }
        List<String> part = new ArrayList<>();
        for (int k = 0; k < n; k++) {
          if (k == i || (k != node && !cut[i][k] && learned[k][node] >= 0)) {
            part.add(names.get(k));
          }
        }
        if (Quorum.has(names, part)) {
          return true;
        }
      }
      return false;
    }
  }
}
