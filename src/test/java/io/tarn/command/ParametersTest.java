// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParametersTest {

  private final Parameters parameters = new Parameters();

  private String check(String name, String value) {
    return parameters.find(name).check(value);
  }

  @Test
  void memory_units_areReadAsRedisReadsThem() {
    String[] texts = {"0", "1b", "1k", "1kb", "2M", "2mb", "3g", "3GB"};
    long[] bytes = {0, 1, 1000, 1024, 2_000_000, 2 << 20, 3_000_000_000L, 3L << 30};
    for (int i = 0; i < texts.length; i++) {
      parameters.initial("maxmemory", texts[i]);
      assertEquals(bytes[i], parameters.maxMemoryBytes(), texts[i]);
    }
    for (String bad :
        List.of("", "mb", "-1", "1 mb", "1tb", "99999999999999999999", "9999999999999g")) {
      assertEquals("argument must be a memory value", check("maxmemory", bad), bad);
    }
  }

  @Test
  void check_valuesOutsideTheKind_areRefusedInRedisWords() {
    assertEquals("argument couldn't be parsed into an integer", check("timeout", "a"));
    assertEquals("argument couldn't be parsed into an integer", check("timeout", ""));
    assertEquals("argument must be between 0 and 2147483647 inclusive", check("timeout", "-1"));
    assertEquals("argument must be between 1 and 4294967295 inclusive", check("maxclients", "0"));
    assertEquals("argument must be 'yes' or 'no'", check("appendonly", "maybe"));
    assertNotNull(check("appendonly", "yes"));
    assertNull(check("appendonly", "NO"));
    assertEquals("Invalid save parameters", check("save", "60"));
    assertNotNull(check("save", "60 1"));
    assertNull(check("save", ""));
    assertNotNull(check("maxmemory-policy", "lru"));
    assertEquals(
        "Invalid latency-tracking-info-percentiles parameters",
        check("latency-tracking-info-percentiles", "50 x"));
    assertEquals(
        "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]",
        check("latency-tracking-info-percentiles", "100.1"));
  }

  @Test
  void outputBufferLimit_someClasses_othersStay() {
    parameters.initial("client-output-buffer-limit", "normal 1mb 1kb 5 replica 0 0 0");
    assertEquals(
        "normal 1048576 1024 5 slave 0 0 0 pubsub 33554432 8388608 60",
        parameters.find("client-output-buffer-limit").text());
    assertEquals(
        new OutputBufferLimit(OutputBufferLimit.ClientClass.NORMAL, 1 << 20, 1024, 5),
        parameters.outputBufferLimit(OutputBufferLimit.ClientClass.NORMAL));
  }

  @Test
  void initial_nonsense_saysWhyAndChangesNothing() {
    assertThrows(IllegalArgumentException.class, () -> parameters.initial("nosuch", "1"));
    assertThrows(IllegalArgumentException.class, () -> parameters.initial("timeout", "x"));
    assertEquals(0, parameters.timeoutSeconds());
  }

  @Test
  void onChange_changedOrNot_onlyListenersOfTheChangedAreCalled() {
    List<String> called = new ArrayList<>();
    parameters.onChange("timeout", () -> called.add("timeout " + parameters.timeoutSeconds()));
    parameters.onChange("maxclients", () -> called.add("maxclients"));
    parameters.initial("timeout", "7");
    assertEquals(List.of("timeout 7"), called);
  }

  @Test
  void pause_allAndWrites_longestHolds() {
    ClientPause pause = parameters.pause();
    pause.begin(100, false);
    pause.begin(200, true);
    pause.begin(150, true);
    assertEquals(true, pause.holds(false, 99));
    assertEquals(false, pause.holds(false, 100));
    assertEquals(true, pause.holds(true, 199));
    pause.end();
    assertEquals(false, pause.holds(true, 0));
  }
}
