// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The expected texts were recorded from redis-server 7.0.15. */
class ErrorsTest {

  @Test
  void unknownCommand_arguments_areRepeatedUpToALimit() {
    assertEquals(
        "ERR unknown command 'foo', with args beginning with: ",
        Errors.unknownCommand(Arguments.of("foo")).message());
    assertEquals(
        "ERR unknown command 'foo', with args beginning with: 'a' 'b' ",
        Errors.unknownCommand(Arguments.of("foo", "a", "b")).message());
    assertEquals(
        "ERR unknown command '"
            + "n".repeat(128)
            + "', with args beginning with: '"
            + "a".repeat(60)
            + "' '"
            + "b".repeat(65)
            + "' ",
        Errors.unknownCommand(Arguments.of("n".repeat(200), "a".repeat(60), "b".repeat(80), "c"))
            .message());
    assertEquals(
        "ERR unknown command 'a  b', with args beginning with: 'x' ",
        Errors.unknownCommand(Arguments.of("a\r\nb", "x\0y")).message());
  }

  @Test
  void unknownSubcommand_names_areRepeated() {
    assertEquals(
        "ERR unknown subcommand 'foo'. Try CLIENT HELP.",
        Errors.unknownSubcommand(Arguments.of("client", "foo", "x")).message());
  }
}
