// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sums here are answers of redis-server 7.0.15 on x86-64. */
class ExtendedFloatTest {

  @ParameterizedTest
  @CsvSource({
    "0, 3.0, 3",
    "10.50, 0.1, 10.6",
    "5.0e3, 200, 5200",
    "0.1, 0.2, 0.3",
    "-0, -0.0, 0",
    "1, -1e-30, 1",
    "0, -1e-30, 0",
    "0, 1e-17, 0.00000000000000001",
    "0, 1e20, 100000000000000000000",
    "0, 1e25, 10000000000000000000000000",
    "0, 0x1.8p1, 3",
    "18446744073709551615, 0.5, 18446744073709551616",
    "18446744073709551616, 1, 18446744073709551616",
    "+.5, 5., 5.5",
    "0, 3.14159265358979323846, 3.14159265358979324",
    "-1.5, 0.25, -1.25",
    "0, 1234567.891, 1234567.89099999999996271",
    "0, 4.5e-17, 0.00000000000000004",
    "0, 5e-18, 0",
    "0, -123456789012345.678, -123456789012345.67800140380859375",
    "9007199254740993, 0.1, 9007199254740993.099609375"
  })
  void plus_answersAsRedis(String a, String b, String sum) {
    assertEquals(sum, ExtendedFloat.parse(a).plus(ExtendedFloat.parse(b)).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        "-",
        ".",
        "nan",
        " 1",
        "1 ",
        "1e",
        "1e+",
        "0x",
        "0x.",
        "0x1p",
        "e5",
        "++1",
        "1f",
        "1,5",
        "infinit",
        "1\0",
        "1e5000",
        "1e-5000",
        "0x1p16384",
        "0x1p-16446",
        "1e99999999999999999999",
        "1e-99999999999999999999"
      })
  void parse_ofNoNumber_isNull(String text) {
    assertNull(ExtendedFloat.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "-inf", "+INF", "Infinity"})
  void parse_ofInfinity_isInfinite(String text) {
    assertTrue(ExtendedFloat.parse(text).isInfinite());
  }

  @Test
  void plus_beyondTheLargestNumber_isInfinite() {
    ExtendedFloat large = ExtendedFloat.parse("1.1e4932");
    assertTrue(large.plus(large).isInfinite());
  }

  @Test
  void parse_ofTheSmallestNumber_isNotZero() {
    ExtendedFloat least = ExtendedFloat.parse("0x1p-16445");
    assertEquals("0", least.text());
    assertNull(ExtendedFloat.parse("1.8e-4951"));
  }

  @Test
  void parse_ofZeroWithAHugeExponent_isZero() {
    assertEquals("0", ExtendedFloat.parse("0e999999999999").text());
  }
}
