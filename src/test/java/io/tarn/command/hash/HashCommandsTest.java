// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.CommandHarness;
import io.tarn.command.Reply;
import io.tarn.command.ReplyNotation;
import io.tarn.keyspace.Keyspace;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * Answers of the commands on hashes: those that Redis 7.0 knows are its own, those of the later
 * ones are as documented.
 */
class HashCommandsTest {

  private static final String WRONG_TYPE =
      "-WRONGTYPE Operation against a key holding the wrong kind of value";

  private final CommandHarness node = new CommandHarness();

  private void expect(String answer, String... words) {
    assertEquals(answer, ReplyNotation.of(node.run(words)), String.join(" ", words));
  }

  @Test
  void hset_newAndPresentFields_countsNewOnes() {
    expect(":2", "hset", "h", "a", "1", "b", "two");
    expect(":1", "hset", "h", "a", "3", "c", "");
    expect("{\"a\" \"3\" \"b\" \"two\" \"c\" \"\"}", "hgetall", "h");
    expect("[\"a\" \"b\" \"c\"]", "hkeys", "h");
    expect("[\"3\" \"two\" \"\"]", "hvals", "h");
    expect(":3", "hlen", "h");
    expect("\"3\"", "hget", "h", "a");
    expect("null", "hget", "h", "x");
    expect("[\"3\" null \"two\"]", "hmget", "h", "a", "x", "b");
    expect(":3", "hstrlen", "h", "b");
    expect(":1", "hexists", "h", "c");
    expect("+OK", "hmset", "h", "a", "9");
    expect(":0", "hsetnx", "h", "a", "8");
    expect(":1", "hsetnx", "h", "d", "8");
    expect("-ERR wrong number of arguments for 'hset' command", "hset", "h", "a", "1", "b");
    expect("-ERR wrong number of arguments for 'hmset' command", "hmset", "h", "a", "1", "b");
  }

  @Test
  void allCommands_absentKey_answerNothing() {
    expect("{}", "hgetall", "h");
    expect("[]", "hkeys", "h");
    expect("[]", "hvals", "h");
    expect("null", "hget", "h", "a");
    expect("[null null]", "hmget", "h", "a", "b");
    expect(":0", "hdel", "h", "a");
    expect(":0", "hlen", "h");
    expect(":0", "hstrlen", "h", "a");
    expect(":0", "hexists", "h", "a");
    expect("null", "hrandfield", "h");
    expect("[]", "hrandfield", "h", "3", "withvalues");
    expect("[\"0\" []]", "hscan", "h", "0");
    expect("[:-2]", "hexpire", "h", "10", "fields", "1", "a");
    expect("[:-2 :-2]", "httl", "h", "fields", "2", "a", "b");
    expect("[:-2]", "hpersist", "h", "fields", "1", "a");
    expect("[null]", "hgetex", "h", "ex", "10", "fields", "1", "a");
    expect("[null]", "hgetdel", "h", "fields", "1", "a");
    expect(":0", "hsetex", "h", "fxx", "ex", "10", "fields", "1", "a", "1");
    expect(":0", "exists", "h");
  }

  @Test
  void allCommands_otherType_refuse() {
    node.run("set", "s", "x");
    for (String request :
        new String[] {
          "hset s a 1",
          "hmset s a 1",
          "hsetnx s a 1",
          "hget s a",
          "hmget s a",
          "hgetall s",
          "hkeys s",
          "hvals s",
          "hlen s",
          "hstrlen s a",
          "hexists s a",
          "hdel s a",
          "hincrby s a 1",
          "hincrbyfloat s a 1",
          "hrandfield s",
          "hrandfield s 2",
          "hscan s 0",
          "hexpire s 1 fields 1 a",
          "httl s fields 1 a",
          "hpersist s fields 1 a",
          "hgetex s fields 1 a",
          "hgetdel s fields 1 a",
          "hsetex s fields 1 a 1"
        }) {
      expect(WRONG_TYPE, request.split(" "));
    }
  }

  @Test
  void hdel_lastField_removesTheKey() {
    node.run("hset", "h", "a", "1", "b", "2");
    expect(":2", "hdel", "h", "a", "b", "a", "c");
    expect(":0", "exists", "h");
    expect("+none", "type", "h");
  }

  @Test
  void hincrby_numbersAndOthers_answersAsRedis() {
    expect(":5", "hincrby", "h", "n", "5");
    expect(":-2", "hincrby", "h", "n", "-7");
    node.run("hset", "h", "t", "abc", "m", "9223372036854775807", "z", "007");
    expect("-ERR hash value is not an integer", "hincrby", "h", "t", "1");
    expect("-ERR hash value is not an integer", "hincrby", "h", "z", "1");
    expect("-ERR increment or decrement would overflow", "hincrby", "h", "m", "1");
    expect("-ERR value is not an integer or out of range", "hincrby", "h", "n", "1.5");
    expect("\"-0.5\"", "hincrbyfloat", "h", "n", "1.5");
    expect("\"8\"", "hincrbyfloat", "h", "z", "1");
    expect("-ERR hash value is not a float", "hincrbyfloat", "h", "t", "1");
    expect("-ERR value is not a valid float", "hincrbyfloat", "h", "n", "x");
    expect("-ERR value is NaN or Infinity", "hincrbyfloat", "h", "n", "inf");
  }

  @Test
  void encoding_limitsPassed_changesForGood() {
    node.run("config", "set", "hash-max-ziplist-entries", "3", "hash-max-listpack-value", "5");
    expect("{\"hash-max-listpack-entries\" \"3\"}", "config", "get", "hash-max-listpack-entries");
    node.run("hset", "h", "a", "1", "b", "2", "c", "3");
    expect("\"listpack\"", "object", "encoding", "h");
    node.run("hset", "h", "d", "4");
    expect("\"hashtable\"", "object", "encoding", "h");
    node.run("hdel", "h", "d", "c");
    expect("\"hashtable\"", "object", "encoding", "h");
    node.run("hset", "v", "a", "123456");
    expect("\"hashtable\"", "object", "encoding", "v");
    node.run("hset", "w", "a", "1");
    node.run("hincrby", "w", "a", "123456");
    expect("\"hashtable\"", "object", "encoding", "w");
    node.run("hset", "e", "a", "1");
    node.run("hexpire", "e", "10", "fields", "1", "a");
    expect("\"listpackex\"", "object", "encoding", "e");
    node.run("hpersist", "e", "fields", "1", "a");
    expect("\"listpackex\"", "object", "encoding", "e");
  }

  @Test
  void hrandfield_options_areChecked() {
    node.run("hset", "h", "a", "1");
    expect("\"a\"", "hrandfield", "h");
    expect("[\"a\"]", "hrandfield", "h", "5");
    expect("[\"a\" \"a\"]", "hrandfield", "h", "-2");
    expect("[[\"a\" \"1\"]]", "hrandfield", "h", "1", "withvalues");
    expect("[]", "hrandfield", "h", "0");
    expect("-ERR syntax error", "hrandfield", "h", "1", "x");
    expect("-ERR syntax error", "hrandfield", "h", "1", "withvalues", "x");
    expect("-ERR value is not an integer or out of range", "hrandfield", "h", "x");
    expect("-ERR value is out of range", "hrandfield", "h", "4611686018427387904", "withvalues");
  }

  @Test
  void hscan_options_areChecked() {
    node.run("hset", "h", "a", "1", "ab", "2", "b", "3");
    expect("[\"0\" [\"a\" \"1\" \"ab\" \"2\"]]", "hscan", "h", "0", "match", "a*");
    expect("[\"0\" [\"a\" \"ab\" \"b\"]]", "hscan", "h", "0", "count", "1", "novalues");
    expect("-ERR invalid cursor", "hscan", "h", "x");
    expect("-ERR syntax error", "hscan", "h", "0", "count", "0");
    expect("-ERR syntax error", "hscan", "h", "0", "match");
    expect("-ERR value is not an integer or out of range", "hscan", "h", "0", "count", "x");
  }

  @Test
  void hexpire_conditions_answerByField() {
    node.run("hset", "h", "a", "1", "b", "2", "c", "3");
    expect("[:1 :-2]", "hexpire", "h", "100", "fields", "2", "a", "x");
    expect("[:0 :1]", "hexpire", "h", "50", "nx", "fields", "2", "a", "b");
    expect("[:1 :0]", "hexpire", "h", "70", "xx", "fields", "2", "a", "c");
    expect("[:0 :1 :0]", "hexpire", "h", "60", "gt", "fields", "3", "a", "b", "c");
    expect("[:0 :0 :1]", "hexpire", "h", "70", "lt", "fields", "3", "a", "b", "c".repeat(1));
    expect("[:70 :60 :70]", "httl", "h", "fields", "3", "a", "b", "c");
    expect("[:70000]", "hpttl", "h", "fields", "1", "a");
    expect("[:1700000070]", "hexpiretime", "h", "fields", "1", "a");
    expect("[:1700000070000 :-2]", "hpexpiretime", "h", "fields", "2", "a", "x");
    expect("[:1 :-2]", "hpersist", "h", "fields", "2", "a", "x");
    expect("[:-1 :-2]", "hpersist", "h", "fields", "2", "a", "x");
    expect("[:2 :2 :2 :-2]", "hpexpireat", "h", "1", "fields", "4", "a", "b", "c", "a");
    expect(":0", "exists", "h");
  }

  @Test
  void hexpire_wrongArguments_answersAsRedis() {
    node.run("hset", "h", "a", "1");
    String missing = "-ERR Mandatory argument FIELDS is missing or not at the right position";
    String number = "-ERR The `numfields` parameter must match the number of arguments";
    expect(missing, "hexpire", "h", "1", "field", "1", "a");
    expect(missing, "hexpire", "h", "1", "nx", "xx", "fields", "1", "a");
    expect(number, "hexpire", "h", "1", "fields", "2", "a");
    expect(number, "httl", "h", "fields", "3", "a", "b");
    expect(
        "-ERR Parameter `numFields` should be greater than 0",
        "hexpire",
        "h",
        "1",
        "fields",
        "0",
        "a");
    expect("-ERR Number of fields must be a positive integer", "hpersist", "h", "fields", "x", "a");
    expect("-ERR invalid expire time, must be >= 0", "hexpire", "h", "-1", "fields", "1", "a");
    expect("-ERR value is not an integer or out of range", "hexpire", "h", "x", "fields", "1", "a");
    expect(
        "-ERR invalid expire time in 'hexpire' command",
        "hexpire",
        "h",
        "70368744178",
        "fields",
        "1",
        "a");
    expect(
        "-ERR invalid expire time in 'hpexpireat' command",
        "hpexpireat",
        "h",
        "70368744177664",
        "fields",
        "1",
        "a");
    expect("[:1]", "hpexpireat", "h", "70368744177663", "fields", "1", "a");
    expect("-ERR wrong number of arguments for 'hexpire' command", "hexpire", "h", "1", "a");
  }

  @Test
  void field_timeHasCome_isGoneForAll() {
    node.run("hset", "h", "a", "1", "b", "2");
    node.run("hpexpire", "h", "100", "fields", "1", "a");
    node.advanceMillis(100);
    expect("\"1\"", "hget", "h", "a");
    node.advanceMillis(1);
    expect(":1", "hlen", "h");
    expect("null", "hget", "h", "a");
    expect(":1", "hsetnx", "h", "a", "x");
    expect("[:-1]", "httl", "h", "fields", "1", "a");
    node.run("hpexpire", "h", "10", "fields", "2", "a", "b");
    node.advanceMillis(11);
    expect("{}", "hgetall", "h");
    expect(":0", "exists", "h");
  }

  @Test
  void field_written_keepsOrLosesItsExpiry() {
    node.run("hset", "h", "a", "1", "b", "2", "c", "3", "d", "4");
    node.run("hexpire", "h", "100", "fields", "4", "a", "b", "c", "d");
    node.run("hincrby", "h", "a", "10");
    node.run("hincrbyfloat", "h", "b", "0.5");
    node.run("hset", "h", "c", "30");
    node.run("hsetex", "h", "keepttl", "fields", "1", "d", "40");
    expect("[:100 :100 :-1 :100]", "httl", "h", "fields", "4", "a", "b", "c", "d");
    node.run("hsetex", "h", "fields", "1", "d", "41");
    expect("[:-1]", "httl", "h", "fields", "1", "d");
  }

  @Test
  void hgetex_options_changeTheExpiry() {
    node.run("hset", "h", "a", "1", "b", "2");
    expect("[\"1\" null]", "hgetex", "h", "fields", "2", "a", "x");
    expect("[\"1\" null]", "hgetex", "h", "ex", "10", "fields", "2", "a", "x");
    expect("[:10 :-1]", "httl", "h", "fields", "2", "a", "b");
    expect("[\"1\"]", "hgetex", "h", "persist", "fields", "1", "a");
    expect("[:-1]", "httl", "h", "fields", "1", "a");
    expect("[\"2\"]", "hgetex", "h", "pxat", "1", "fields", "1", "b");
    expect(":1", "hlen", "h");
    expect(
        "-ERR Mandatory argument FIELDS is missing or not at the right position",
        "hgetex",
        "h",
        "ex",
        "10",
        "persist",
        "fields",
        "1",
        "a");
    expect(
        "-ERR invalid expire time in 'hgetex' command",
        "hgetex",
        "h",
        "ex",
        "9223372036854775807",
        "fields",
        "1",
        "a");
  }

  @Test
  void hsetex_options_areChecked() {
    expect(":1", "hsetex", "h", "fnx", "px", "1500", "fields", "2", "a", "1", "b", "2");
    expect("[:2]", "httl", "h", "fields", "1", "a");
    expect(":0", "hsetex", "h", "fnx", "fields", "2", "c", "1", "b", "2");
    expect(":0", "hsetex", "h", "fxx", "fields", "2", "c", "1", "b", "2");
    expect(":1", "hsetex", "h", "fxx", "exat", "1", "fields", "2", "a", "1", "b", "2");
    expect(":0", "exists", "h");
    expect(
        "-ERR Only one of FXX or FNX arguments can be specified",
        "hsetex",
        "h",
        "fxx",
        "fnx",
        "fields",
        "1",
        "a",
        "1");
    expect(
        "-ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified",
        "hsetex",
        "h",
        "ex",
        "1",
        "keepttl",
        "fields",
        "1",
        "a",
        "1");
    expect("-ERR unknown argument: foo", "hsetex", "h", "foo", "fields", "1", "a", "1");
    expect("-ERR invalid number of fields", "hsetex", "h", "fields", "0", "a", "1");
    expect(
        "-ERR wrong number of arguments for 'hsetex' command",
        "hsetex",
        "h",
        "fields",
        "2",
        "a",
        "1");
  }

  @Test
  void hgetdel_fields_areAnsweredAndGone() {
    node.run("hset", "h", "a", "1", "b", "2");
    expect("[\"1\" null null]", "hgetdel", "h", "fields", "3", "a", "x", "a");
    expect(":1", "hlen", "h");
    expect("[\"2\"]", "hgetdel", "h", "fields", "1", "b");
    expect(":0", "exists", "h");
  }

  @Test
  void hset_valueInABlock_isStored() {
    int length = 100_000;
    long block = node.slab().allocate(0, length);
    Memory.fill(block, length, (byte) 'x');
    Arguments arguments = new Arguments("hsethf".getBytes(StandardCharsets.US_ASCII));
    arguments.add(0, 4);
    arguments.add(4, 1);
    arguments.add(5, 1);
    arguments.addBlock(block, length);
    assertEquals(Reply.ONE, node.run(arguments));
    expect(":" + length, "hstrlen", "h", "f");
    expect('"' + "x".repeat(length) + '"', "hget", "h", "f");
    expect("\"hashtable\"", "object", "encoding", "h");
    node.run("del", "h");
    assertEquals(0, node.slab().usedBytes());
  }

  @Test
  void memoryUsage_largeHash_countsAllItsBlocks() {
    for (int i = 0; i < 2_000; i++) {
      node.run("hset", "h", "field" + i, "value" + i);
    }
    node.run("hexpire", "h", "100", "fields", "2", "field1", "field2");
    Keyspace keyspace = node.at(Arguments.of("h").slot(0));
    Reply.Int usage = (Reply.Int) node.run("memory", "usage", "h");
    long beside = keyspace.memoryUsage() - usage.value();
    assertTrue(beside >= 0 && beside < 200, "beside=" + beside);
    node.run("hpersist", "h", "fields", "1", "field1");
    node.run("del", "h");
    assertEquals(0, node.slab().usedBytes());
  }
}
