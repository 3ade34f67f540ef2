// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.cluster.fencing.CrashWatch.Suspect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CrashWatchTest {

  private static final String HOST = "127.0.0.1";
  private static final Suspect ONE = new Suspect(HOST, 1001, 1);
  private static final Suspect TWO = new Suspect(HOST, 1002, 2);

  /* Each look at the clock takes 100 ms, so that a watch ends soon. */
  private final AtomicLong nanos = new AtomicLong();
  private final List<byte[]> told = new ArrayList<>();
  private final List<Suspect> downed = new ArrayList<>();

  private CrashWatch watch(Suspect self, Suspect... members) {
    CrashWatch watch =
        new CrashWatch(
            self, told::add, downed::add, () -> nanos.addAndGet(100_000_000), Runnable::run);
    watch.members(List.of(members));
    return watch;
  }

  private static Suspect dead() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return new Suspect(HOST, socket.getLocalPort(), 77);
    }
  }

  @Test
  void refused_byOneOfThree_isToldButNotDowned() throws IOException {
    Suspect dead = dead();
    CrashWatch watch = watch(ONE, ONE, TWO, dead);
    watch.suspect(dead);
    assertFalse(told.isEmpty());
    assertEquals(dead, CrashWatch.decode(told.get(0)));
    assertEquals(List.of(), downed);
  }

  @Test
  void refused_byTwoOfThree_isDownedOnce() throws IOException {
    Suspect dead = dead();
    CrashWatch watch = watch(ONE, ONE, TWO, dead);
    watch.received(TWO, CrashWatch.encode(dead));
    assertEquals(List.of(dead), downed);
    watch.received(TWO, CrashWatch.encode(dead));
    watch.suspect(dead);
    assertEquals(List.of(dead), downed);
  }

  @Test
  void refused_inATwoNodeCluster_isDownedByEither() throws IOException {
    Suspect dead = dead();
    watch(ONE, ONE, dead).suspect(dead);
    assertEquals(List.of(dead), downed);
    downed.clear();
    watch(TWO, dead, TWO).suspect(dead);
    assertEquals(List.of(dead), downed);
  }

  @Test
  void refused_onTheSmallerSide_downsNobody() throws IOException {
    Suspect a = dead();
    Suspect b = dead();
    CrashWatch watch = watch(ONE, ONE, a, b);
    watch.suspect(a);
    watch.suspect(b);
    assertEquals(List.of(), downed);
  }

  @Test
  void open_isLeftAlone() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName(HOST))) {
      Suspect alive = new Suspect(HOST, socket.getLocalPort(), 5);
      watch(ONE, ONE, alive).suspect(alive);
      assertEquals(List.of(), downed);
      assertEquals(List.of(), told);
    }
  }

  @Test
  void fullBacklog_isUnknown_notRefused() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      List<Socket> fill = new ArrayList<>();
      try {
        PortKnock.Answer answer = PortKnock.Answer.OPEN;
        for (int i = 0; i < 8 && answer == PortKnock.Answer.OPEN; i++) {
          Socket one = new Socket();
          fill.add(one);
          try {
            one.connect(new InetSocketAddress(HOST, socket.getLocalPort()), 100);
          } catch (IOException full) {
            answer = PortKnock.at(HOST, socket.getLocalPort(), Duration.ofMillis(100));
          }
        }
        assertEquals(PortKnock.Answer.UNKNOWN, answer);
      } finally {
        for (Socket one : fill) {
          one.close();
        }
      }
    }
  }

  @Test
  void strangers_areNotKnockedAtNorBelieved() throws IOException {
    Suspect dead = dead();
    CrashWatch watch = watch(ONE, ONE, TWO);
    watch.suspect(dead);
    watch.received(TWO, CrashWatch.encode(dead));
    watch.received(dead, CrashWatch.encode(TWO));
    watch.suspect(ONE);
    assertTrue(told.isEmpty() && downed.isEmpty());
  }

  @Test
  void message_malformed_throws() {
    byte[] good = CrashWatch.encode(ONE);
    assertArrayEquals(good, CrashWatch.encode(CrashWatch.decode(good)));
    good[0] = 9;
    assertThrows(IllegalArgumentException.class, () -> CrashWatch.decode(good));
    assertThrows(IllegalArgumentException.class, () -> CrashWatch.decode(new byte[5]));
    assertThrows(IllegalArgumentException.class, () -> CrashWatch.decode(new byte[400]));
  }
}
