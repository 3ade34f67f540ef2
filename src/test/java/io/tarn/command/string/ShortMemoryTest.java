// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.CommandHarness;
import io.tarn.command.Errors;
import io.tarn.command.ReplyNotation;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands that do not get the memory they need change nothing. */
class ShortMemoryTest {

  private static final int LONG = 200_000;
  private static final int ROOM = 50_000;

  private final CommandHarness node = new CommandHarness();

  @BeforeEach
  void fill() {
    node.run("set", "{k}old", "old");
    node.run("set", "{k}long", "x".repeat(LONG));
  }

  private void leaveRoom(long bytes) {
    node.slab().budgetBytes(node.slab().usedBytes() + bytes);
  }

  private void refuses(String... words) {
    long used = node.slab().usedBytes();
    assertEquals(Errors.OUT_OF_MEMORY, node.run(words));
    assertEquals(used, node.slab().usedBytes());
    assertEquals("\"old\"", ReplyNotation.of(node.run("get", "{k}old")));
    assertEquals(":2", ReplyNotation.of(node.run("exists", "{k}old", "{k}long", "{k}new")));
    assertEquals(":" + LONG, ReplyNotation.of(node.run("strlen", "{k}long")));
  }

  @Test
  void writes_withoutRoom_changeNothing() {
    leaveRoom(ROOM);
    String large = "y".repeat(LONG);
    refuses("set", "{k}old", large);
    refuses("set", "{k}new", large);
    refuses("set", "{k}old", large, "get", "ex", "100");
    refuses("getset", "{k}old", large);
    refuses("setnx", "{k}new", large);
    refuses("append", "{k}old", large);
    refuses("append", "{k}new", large);
    refuses("setrange", "{k}old", "1000000", "z");
    refuses("setrange", "{k}new", "1000000", "z");
    refuses("setbit", "{k}old", "8000000", "1");
    refuses("bitfield", "{k}new", "set", "u8", "8000000", "1");
    refuses("bitop", "not", "{k}old", "{k}long");
    refuses("bitop", "not", "{k}new", "{k}long");
  }

  @Test
  void mset_withoutRoomForAll_setsNone() {
    leaveRoom(ROOM);
    refuses("mset", "{k}old", "changed", "{k}new", "y".repeat(LONG));
    refuses("msetnx", "{k}new", "small", "{k}new2", "y".repeat(LONG));
  }

  @Test
  void set_ofABlock_adoptsIt() {
    long block = node.slab().allocate(0, LONG);
    Memory.fill(block, LONG, (byte) 'z');
    byte[] head = "set{k}old".getBytes(StandardCharsets.ISO_8859_1);
    Arguments arguments = new Arguments(head);
    arguments.add(0, 3);
    arguments.add(3, 6);
    arguments.addBlock(block, LONG);
    assertEquals("+OK", ReplyNotation.of(node.run(arguments)));
    assertEquals('"' + "z".repeat(LONG) + '"', ReplyNotation.of(node.run("get", "{k}old")));
    long used = node.slab().usedBytes();
    node.run("del", "{k}old");
    assertTrue(node.slab().usedBytes() <= used - LONG);
  }

  @Test
  void set_ofABlockWithoutRoomForItsRecord_freesItAndChangesNothing() {
    long used = node.slab().usedBytes();
    long block = node.slab().allocate(0, LONG);
    String name = "{k}new" + "n".repeat(5_000);
    byte[] head = ("set" + name).getBytes(StandardCharsets.ISO_8859_1);
    Arguments arguments = new Arguments(head);
    arguments.add(0, 3);
    arguments.add(3, name.length());
    arguments.addBlock(block, LONG);
    leaveRoom(0);
    assertEquals(Errors.OUT_OF_MEMORY, node.run(arguments));
    assertEquals(used, node.slab().usedBytes());
    assertEquals(":0", ReplyNotation.of(node.run("exists", name)));
  }
}
