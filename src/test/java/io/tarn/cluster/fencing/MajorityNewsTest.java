// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.cluster.fencing.MajorityNews.News;
import org.junit.jupiter.api.Test;

class MajorityNewsTest {

  private static final long PATIENCE = MajorityNews.PATIENCE.toNanos();

  private final MajorityNews news = new MajorityNews();

  private News look(boolean hears, boolean alone, long nowNanos) {
    return news.look(hears, alone, Long.MAX_VALUE - 5 + nowNanos);
  }

  @Test
  void start_nothingIsSaid() {
    assertEquals(News.NOTHING, look(true, true, 0));
    assertEquals(News.NOTHING, look(false, false, 10));
    assertEquals(News.NOTHING, look(false, false, 10 + PATIENCE - 1));
    assertEquals(News.NOTHING, look(true, false, 20 + PATIENCE));
  }

  @Test
  void start_thatLasts_isSaidOnce() {
    look(false, false, 0);
    assertEquals(News.LOST, look(false, false, PATIENCE));
    assertEquals(News.NOTHING, look(false, false, 2 * PATIENCE));
    assertEquals(News.FOUND, look(true, false, 3 * PATIENCE));
    assertEquals(News.NOTHING, look(true, false, 4 * PATIENCE));
  }

  @Test
  void whoHasHeard_saysItAtOnce() {
    look(true, false, 0);
    assertEquals(News.LOST, look(false, false, 1));
    assertEquals(News.FOUND, look(true, false, 2));
  }
}
