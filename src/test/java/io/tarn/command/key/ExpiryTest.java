// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {

  private static final String NOT_AN_INTEGER = "-ERR value is not an integer or out of range";
  private static final String NX_WITH_OTHERS =
      "-ERR NX and XX, GT or LT options at the same time are not compatible";
  private static final String GT_WITH_LT =
      "-ERR GT and LT options at the same time are not compatible";

  private final KeyNode node = new KeyNode();

  @BeforeEach
  void putKey() {
    node.put("a", "1");
  }

  @Test
  void ttl_withoutKeyOrExpiry() {
    for (String name : new String[] {"ttl", "pttl", "expiretime", "pexpiretime"}) {
      node.expect(-1L, name + " a");
      node.expect(-2L, name + " nothing");
      node.expect("-ERR wrong number of arguments for '" + name + "' command", name);
    }
  }

  @Test
  void everySetter_everyGetter() {
    long now = node.nowMillis();
    node.expect(1L, "expire a 10");
    node.expect(10L, "ttl a");
    node.expect(10_000L, "pttl a");
    node.expect(now / 1000 + 10, "expiretime a");
    node.expect(now + 10_000, "pexpiretime a");
    node.expect(1L, "pexpire a 1500");
    node.expect(2L, "ttl a");
    node.expect(1500L, "pttl a");
    node.expect(1L, "expireat a " + (now / 1000 + 7));
    node.expect(now / 1000 * 1000 + 7000, "pexpiretime a");
    node.expect(1L, "pexpireat a " + (now + 1499));
    node.expect(1L, "ttl a");
    node.expect(1L, "persist a");
    node.expect(0L, "persist a");
    node.expect(0L, "persist nothing");
    node.expect(-1L, "ttl a");
    assertEquals("1", node.get("a"));
  }

  @Test
  void expire_afterItsMillisecond_keyIsGone() {
    node.run("pexpire a 100");
    node.harness().advanceMillis(99);
    node.expect(1L, "pttl a");
    node.expect(0L, "ttl a");
    node.harness().advanceMillis(1);
    node.expect(0L, "pttl a");
    node.harness().advanceMillis(1);
    node.expect(-2L, "pttl a");
    node.expect(0L, "persist a");
    node.expect(0L, "expire a 100");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expire a 0",
        "expire a -1",
        "pexpire a 0",
        "pexpire a -9223372036854775808",
        "expireat a 1",
        "pexpireat a -1",
        "pexpireat a -2",
        "pexpireat a 0",
        "pexpireat a 1700000000000",
        "expire a -1 lt",
        "expire a -1 nx"
      })
  void setter_timeInThePast_deletes(String request) {
    node.expect(1L, request);
    assertNull(node.get("a"));
    node.expect(0L, "dbsize");
    node.expect(0L, request);
  }

  @Test
  void nx_onlyWithoutExpiry() {
    node.expect(1L, "expire a 10 nx");
    node.expect(0L, "expire a 20 NX");
    node.expect(10L, "ttl a");
  }

  @Test
  void xx_onlyWithExpiry() {
    node.expect(0L, "expire a 10 xx");
    node.expect(-1L, "ttl a");
    node.run("expire a 10");
    node.expect(1L, "expire a 20 xx");
    node.expect(20L, "ttl a");
  }

  @Test
  void gt_onlyLater_noExpiryIsLatest() {
    node.expect(0L, "expire a 10 gt");
    node.run("expire a 10");
    node.expect(0L, "expire a 10 gt");
    node.expect(0L, "expire a -1 gt");
    node.expect(1L, "expire a 11 gt");
    node.expect(1L, "expire a 12 xx gt");
    node.expect(12L, "ttl a");
  }

  @Test
  void lt_onlyEarlier_noExpiryIsLatest() {
    node.expect(0L, "expire a 10 xx lt");
    node.expect(1L, "expire a 10 lt");
    node.expect(0L, "expire a 10 lt");
    node.expect(0L, "expire a 11 lt");
    node.expect(1L, "expire a 9 lt");
    node.expect(9L, "ttl a");
  }

  @Test
  void conditions_thatExclude() {
    node.expect(NX_WITH_OTHERS, "expire a 1 nx xx");
    node.expect(NX_WITH_OTHERS, "expire a 1 gt nx");
    node.expect(NX_WITH_OTHERS, "expire a 1 nx gt lt");
    node.expect(NX_WITH_OTHERS, "expire nothing x nx lt");
    node.expect(GT_WITH_LT, "expire a 1 gt lt");
    node.expect(GT_WITH_LT, "expire a 1 gt lt xx");
    node.expect(1L, "expire a 1 nx nx");
  }

  @Test
  void badArguments() {
    node.expect("-ERR Unsupported option bad", "expire a x bad nx xx");
    node.expect("-ERR Unsupported option ", "expire nothing 1 ");
    node.expect(NOT_AN_INTEGER, "expire nothing x");
    node.expect(NOT_AN_INTEGER, "expire a 1.0");
    node.expect(NOT_AN_INTEGER, "expire a ");
    node.expect(NOT_AN_INTEGER, "expire a +1");
    node.expect(NOT_AN_INTEGER, "expire a 9223372036854775808");
    node.expect("-ERR wrong number of arguments for 'pexpireat' command", "pexpireat a");
    node.expect("-ERR wrong number of arguments for 'persist' command", "persist");
  }

  @Test
  void overflow() {
    for (String name : new String[] {"expire", "expireat"}) {
      String invalid = "-ERR invalid expire time in '" + name + "' command";
      node.expect(invalid, name + " a 9223372036854775807");
      node.expect(invalid, name + " a -9223372036854775808");
      node.expect(invalid, name + " a -9223372036854776");
      node.expect(invalid, name + " nothing 9223372036854776");
    }
    node.expect("-ERR invalid expire time in 'expire' command", "expire a 9223372036854775");
    node.expect("-ERR invalid expire time in 'pexpire' command", "pexpire a 9223372036854775807");
    node.expect(1L, "expireat a 9223372036854775");
    node.expect(9223372036854775L, "expiretime a");
    node.expect(1L, "pexpireat a 9223372036854775807");
    node.expect(9223372036854776L, "expiretime a");
    node.expect(Long.MAX_VALUE, "pexpiretime a");
    assertEquals("1", node.get("a"));
    node.expect(1L, "persist a");
  }
}
