// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.CommandHarness;
import io.tarn.command.Reply;
import io.tarn.command.ReplyNotation;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every expected answer was given by redis-server 7.0.15 (RESP3) to the same requests. */
class ListCommandsTest {

  private final CommandHarness node = new CommandHarness();

  private void expect(String answer, String... words) {
    byte[][] arguments =
        Arrays.stream(words)
            .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    assertEquals(answer, ReplyNotation.of(node.run(arguments)), String.join(" ", words));
  }

  /* RPUSH of so many numbers, in several requests. */
  private void fill(String key, int elements) {
    for (int from = 0; from < elements; from += 1000) {
      node.run(
          Stream.concat(
                  Stream.of("rpush", key),
                  IntStream.range(from, Math.min(elements, from + 1000))
                      .mapToObj(i -> "value:" + i))
              .toArray(String[]::new));
    }
  }

  @Test
  void push_atBothEnds() {
    expect(":1", "lpush", "k", "a");
    expect(":3", "rpush", "k", "b", "c");
    expect(":5", "lpush", "k", "x", "12");
    expect("[\"12\" \"x\" \"a\" \"b\" \"c\"]", "lrange", "k", "0", "-1");
    expect(":5", "llen", "k");
    expect("+list", "type", "k");
    expect("\"listpack\"", "object", "encoding", "k");
  }

  @Test
  void pushx_onlyIfPresent() {
    expect(":0", "lpushx", "k", "a");
    expect(":0", "rpushx", "k", "a");
    expect(":0", "exists", "k");
    expect(":1", "rpush", "k", "a");
    expect(":3", "lpushx", "k", "b", "c");
    expect(":4", "rpushx", "k", "d");
    expect("[\"c\" \"b\" \"a\" \"d\"]", "lrange", "k", "0", "-1");
  }

  @Test
  void pop_oneAndSeveral() {
    expect("null", "lpop", "k");
    expect("null array", "lpop", "k", "2");
    expect(":5", "rpush", "k", "1", "b", "3", "d", "5");
    expect("\"1\"", "lpop", "k");
    expect("\"5\"", "rpop", "k");
    expect("[]", "lpop", "k", "0");
    expect("[\"d\" \"3\"]", "rpop", "k", "2");
    expect("[\"b\"]", "lpop", "k", "9");
    expect(":0", "exists", "k");
    expect("-ERR value is out of range, must be positive", "lpop", "k", "-1");
    expect("-ERR value is out of range, must be positive", "rpop", "k", "x");
    expect("-ERR wrong number of arguments for 'lpop' command", "lpop", "k", "1", "2");
  }

  @Test
  void lindex_fromBothEnds() {
    expect(":3", "rpush", "k", "a", "2", "c");
    expect("\"a\"", "lindex", "k", "0");
    expect("\"2\"", "lindex", "k", "-2");
    expect("null", "lindex", "k", "3");
    expect("null", "lindex", "k", "-4");
    expect("null", "lindex", "none", "x");
    expect("-ERR value is not an integer or out of range", "lindex", "k", "x");
  }

  @Test
  void lrange_edges() {
    expect(":4", "rpush", "k", "a", "b", "c", "d");
    expect("[\"b\" \"c\"]", "lrange", "k", "1", "2");
    expect("[\"c\" \"d\"]", "lrange", "k", "-2", "100");
    expect("[\"a\"]", "lrange", "k", "-100", "0");
    expect("[]", "lrange", "k", "2", "1");
    expect("[]", "lrange", "k", "4", "9");
    expect("[]", "lrange", "none", "0", "-1");
    expect("-ERR value is not an integer or out of range", "lrange", "k", "0", "x");
  }

  @Test
  void lset_replaces() {
    expect("-ERR no such key", "lset", "k", "0", "a");
    expect(":3", "rpush", "k", "a", "b", "c");
    expect("+OK", "lset", "k", "1", "longer than before");
    expect("+OK", "lset", "k", "-1", "7");
    expect("[\"a\" \"longer than before\" \"7\"]", "lrange", "k", "0", "-1");
    expect("-ERR index out of range", "lset", "k", "3", "x");
    expect("-ERR value is not an integer or out of range", "lset", "k", "x", "x");
  }

  @Test
  void linsert_beforeAndBehind() {
    expect(":0", "linsert", "k", "before", "a", "x");
    expect(":2", "rpush", "k", "a", "12");
    expect(":3", "linsert", "k", "before", "a", "x");
    expect(":4", "linsert", "k", "AFTER", "12", "y");
    expect(":-1", "linsert", "k", "after", "none", "y");
    expect("-ERR syntax error", "linsert", "k", "at", "a", "y");
    expect("[\"x\" \"a\" \"12\" \"y\"]", "lrange", "k", "0", "-1");
  }

  @Test
  void lrem_fromEitherEnd() {
    expect(":7", "rpush", "k", "a", "b", "a", "c", "a", "5", "a");
    expect(":1", "lrem", "k", "1", "a");
    expect(":2", "lrem", "k", "-2", "a");
    expect("[\"b\" \"a\" \"c\" \"5\"]", "lrange", "k", "0", "-1");
    expect(":0", "lrem", "k", "0", "x");
    expect(":1", "lrem", "k", "0", "5");
    expect(":0", "lrem", "none", "0", "5");
    expect("-ERR value is not an integer or out of range", "lrem", "k", "x", "5");
    expect(":1", "lrem", "k", "0", "a");
    expect(":1", "lrem", "k", "0", "b");
    expect(":1", "lrem", "k", "0", "c");
    expect(":0", "exists", "k");
  }

  @Test
  void ltrim_keepsARange() {
    expect("+OK", "ltrim", "none", "0", "1");
    expect(":5", "rpush", "k", "a", "b", "c", "d", "e");
    expect("+OK", "ltrim", "k", "1", "-2");
    expect("[\"b\" \"c\" \"d\"]", "lrange", "k", "0", "-1");
    expect("+OK", "ltrim", "k", "2", "1");
    expect(":0", "exists", "k");
  }

  @Test
  void lpos_options() {
    expect(":8", "rpush", "k", "a", "b", "c", "1", "2", "3", "c", "c");
    expect(":2", "lpos", "k", "c");
    expect("null", "lpos", "k", "x");
    expect(":6", "lpos", "k", "c", "rank", "2");
    expect(":7", "lpos", "k", "c", "rank", "-1");
    expect("[:2 :6]", "lpos", "k", "c", "count", "2");
    expect("[:7 :6]", "lpos", "k", "c", "count", "2", "rank", "-1");
    expect("[:2 :6 :7]", "lpos", "k", "c", "count", "0");
    expect("[]", "lpos", "k", "c", "count", "0", "maxlen", "2");
    expect("[:2]", "lpos", "k", "c", "count", "0", "maxlen", "3");
    expect("[]", "lpos", "none", "c", "count", "0");
    expect("null", "lpos", "none", "c");
    expect(
        "-ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use"
            + " negative to start from the end of the list",
        "lpos",
        "k",
        "c",
        "rank",
        "0");
    expect("-ERR COUNT can't be negative", "lpos", "k", "c", "count", "-1");
    expect("-ERR MAXLEN can't be negative", "lpos", "k", "c", "maxlen", "-1");
    expect("-ERR syntax error", "lpos", "k", "c", "foo", "1");
  }

  @Test
  void lmove_betweenAndWithin() {
    expect("null", "lmove", "k", "t", "left", "left");
    expect(":3", "rpush", "k", "1", "2", "3");
    expect("\"1\"", "lmove", "k", "t", "left", "right");
    expect("\"3\"", "rpoplpush", "k", "t");
    expect("\"2\"", "lmove", "k", "t", "LEFT", "left");
    expect(":0", "exists", "k");
    expect("[\"2\" \"3\" \"1\"]", "lrange", "t", "0", "-1");
    expect("\"2\"", "lmove", "t", "t", "left", "right");
    expect("\"2\"", "lmove", "t", "t", "right", "right");
    expect("[\"3\" \"1\" \"2\"]", "lrange", "t", "0", "-1");
    expect("-ERR syntax error", "lmove", "t", "t", "up", "right");
  }

  @Test
  void lmpop_firstThatHasAny() {
    expect("null array", "lmpop", "2", "k", "t", "left");
    expect(":3", "rpush", "t", "a", "b", "c");
    expect("[\"t\" [\"a\"]]", "lmpop", "2", "k", "t", "left");
    expect("[\"t\" [\"c\" \"b\"]]", "lmpop", "2", "k", "t", "right", "count", "9");
    expect("-ERR numkeys should be greater than 0", "lmpop", "0", "k", "left");
    expect("-ERR count should be greater than 0", "lmpop", "1", "k", "left", "count", "0");
    expect("-ERR syntax error", "lmpop", "2", "k", "left");
    expect("-ERR syntax error", "lmpop", "1", "k", "left", "count", "1", "count", "1");
  }

  @Test
  void wrongType_bothWays() {
    String wrong = "-WRONGTYPE Operation against a key holding the wrong kind of value";
    expect("+OK", "set", "s", "v");
    expect(":1", "rpush", "k", "a");
    expect(wrong, "get", "k");
    expect(wrong, "append", "k", "x");
    expect(wrong, "incr", "k");
    expect(wrong, "strlen", "k");
    expect(wrong, "getrange", "k", "0", "1");
    expect(wrong, "lpush", "s", "x");
    expect(wrong, "lpop", "s");
    expect(wrong, "llen", "s");
    expect(wrong, "lrange", "s", "0", "1");
    expect(wrong, "lindex", "s", "x");
    expect(wrong, "lset", "s", "x", "y");
    expect(wrong, "lrem", "s", "0", "y");
    expect(wrong, "ltrim", "s", "0", "1");
    expect(wrong, "lpos", "s", "y");
    expect(wrong, "linsert", "s", "before", "a", "b");
    expect(wrong, "lmove", "s", "k", "left", "left");
    expect(wrong, "lmove", "k", "s", "left", "left");
    expect(wrong, "lmpop", "2", "s", "k", "left");
  }

  @Test
  void list_growsAndShrinks_changesItsForm() {
    long before = node.slab().usedBytes();
    expect("+OK", "config", "set", "list-max-ziplist-size", "10");
    fill("k", 10);
    expect("\"listpack\"", "object", "encoding", "k");
    expect(":11", "rpush", "k", "1");
    expect("\"quicklist\"", "object", "encoding", "k");
    expect("\"1\"", "rpop", "k");
    expect("\"quicklist\"", "object", "encoding", "k");
    expect("[\"value:0\" \"value:1\" \"value:2\" \"value:3\"]", "lpop", "k", "4");
    expect("\"quicklist\"", "object", "encoding", "k");
    expect("\"value:4\"", "lpop", "k");
    expect("\"listpack\"", "object", "encoding", "k");
    expect(
        "[\"value:5\" \"value:6\" \"value:7\" \"value:8\" \"value:9\"]", "lrange", "k", "0", "-1");
    expect(":1", "del", "k");
    assertEquals(before, node.slab().usedBytes());
  }

  @Test
  void list_ofBytes_changesItsFormAt8KiB() {
    fill("k", 700);
    expect("\"listpack\"", "object", "encoding", "k");
    fill("k", 200);
    expect("\"quicklist\"", "object", "encoding", "k");
    expect("+OK", "ltrim", "k", "0", "299");
    expect("\"listpack\"", "object", "encoding", "k");
  }

  @Test
  void expiry_survivesEveryForm() {
    fill("k", 100);
    expect(":1", "expire", "k", "100");
    fill("k", 1000);
    expect("\"quicklist\"", "object", "encoding", "k");
    expect(":100", "ttl", "k");
    expect("+OK", "ltrim", "k", "0", "9");
    expect("\"listpack\"", "object", "encoding", "k");
    expect(":100", "ttl", "k");
  }

  @Test
  void memoryUsage_largeList_isEveryByte() {
    fill("other", 10);
    long before = node.slab().usedBytes();
    fill("k", 5000);
    long used = node.slab().usedBytes() - before;
    long told = ((Reply.Int) node.run("memory", "usage", "k")).value();
    assertTrue(told <= used && told > 5000 * 10, told + " of " + used);
    expect(":1", "del", "k");
  }

  @Test
  void set_overAList_givesItsMemoryBack() {
    for (int elements : new int[] {3, 250, 900}) {
      long before = node.slab().usedBytes();
      node.run("config", "set", "list-max-listpack-size", elements == 900 ? "-2" : "8");
      fill("k", elements);
      expect("+OK", "set", "k", "v");
      expect("\"v\"", "get", "k");
      expect(":1", "del", "k");
      assertEquals(before, node.slab().usedBytes());
    }
  }

  @Test
  void rename_largeList_movesIt() {
    fill("k", 2000);
    expect("+OK", "rename", "k", "elsewhere");
    expect(":2000", "llen", "elsewhere");
    expect("\"value:1999\"", "lindex", "elsewhere", "-1");
  }

  @Test
  void blockArguments_areElements() {
    byte[] big = new byte[100_000];
    Arrays.fill(big, (byte) 'b');
    String text = "b".repeat(big.length);
    assertEquals(":1", ReplyNotation.of(node.run(withBlock(big, "rpush", "k"))));
    expect(":2", "rpush", "k", "tail");
    assertEquals(":3", ReplyNotation.of(node.run(withBlock(big, "lpush", "k"))));
    assertEquals(":0", ReplyNotation.of(node.run(withBlock(big, "lpos", "k"))));
    expect("\"" + text + "\"", "lindex", "k", "1");
    assertEquals("+OK", ReplyNotation.of(node.run(withBlock(big, "lset", "k", "2"))));
    assertEquals(":3", ReplyNotation.of(node.run(withBlock(big, "lrem", "k", "0"))));
    expect(":0", "exists", "k");
  }

  private Arguments withBlock(byte[] last, String... words) {
    Arguments arguments = Arguments.of(words);
    long block = node.slab().allocate(0, last.length);
    Memory.copyIn(last, 0, block, last.length);
    arguments.addBlock(block, last.length);
    return arguments;
  }

  @Test
  void push_withoutRoom_changesNothing() {
    expect(":2", "rpush", "k", "a", "b");
    node.slab().budgetBytes(node.slab().usedBytes());
    String oom = "-OOM command not allowed when used memory > 'maxmemory'.";
    expect(oom, "rpush", "k", "x".repeat(5000));
    expect(oom, "lset", "k", "0", "x".repeat(5000));
    expect(oom, "lpush", "new", "x".repeat(5000));
    node.slab().budgetBytes(0);
    expect("[\"a\" \"b\"]", "lrange", "k", "0", "-1");
    expect(":0", "exists", "new");
  }
}
