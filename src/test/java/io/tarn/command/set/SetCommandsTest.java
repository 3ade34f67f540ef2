// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Expected answers were given by redis-server 7.0.15 (RESP3) to the same requests; encodings are
 * those of Redis 7.4.
 */
class SetCommandsTest {

  private static final String WRONG_TYPE =
      "-WRONGTYPE Operation against a key holding the wrong kind of value";

  private final CommandHarness node = new CommandHarness();

  private void expect(String answer, String... words) {
    assertEquals(answer, ReplyNotation.of(node.run(words)), String.join(" ", words));
  }

  @Test
  void sadd_countsWhatIsNew() {
    expect(":3", "sadd", "s", "3", "1", "2", "1");
    expect(":0", "sadd", "s", "1");
    expect("<\"1\" \"2\" \"3\">", "smembers", "s");
    expect(":3", "scard", "s");
    expect(":0", "scard", "none");
    expect("<>", "smembers", "none");
  }

  @Test
  void members_integersAscend_packedKeepTheirOrder() {
    expect(":5", "sadd", "s", "100000", "-1", "5000000000", "7", "-70000");
    expect("<\"-70000\" \"-1\" \"7\" \"100000\" \"5000000000\">", "smembers", "s");
    expect(":1", "sadd", "s", "b");
    expect(":1", "sadd", "s", "0");
    expect("<\"-70000\" \"-1\" \"7\" \"100000\" \"5000000000\" \"b\" \"0\">", "smembers", "s");
    expect(":2", "srem", "s", "7", "b", "none");
    expect("<\"-70000\" \"-1\" \"100000\" \"5000000000\" \"0\">", "smembers", "s");
  }

  @Test
  void encoding_isThatOfRedis74() {
    expect(":1", "sadd", "i", "1");
    expect("\"intset\"", "object", "encoding", "i");
    expect(":1", "sadd", "i", "x");
    expect("\"listpack\"", "object", "encoding", "i");
    expect(":1", "sadd", "i", "y".repeat(65));
    expect("\"hashtable\"", "object", "encoding", "i");
    add("many", 512);
    expect("\"intset\"", "object", "encoding", "many");
    expect(":1", "sadd", "many", "1000");
    expect("\"hashtable\"", "object", "encoding", "many");
    add("told", 513);
    expect("\"hashtable\"", "object", "encoding", "told");
    expect("+OK", "config", "set", "set-max-intset-entries", "4");
    add("five", 5);
    expect("\"listpack\"", "object", "encoding", "five");
    add("four", 4);
    expect("\"intset\"", "object", "encoding", "four");
    expect(":1", "sadd", "four", "99");
    expect("\"hashtable\"", "object", "encoding", "four");
    expect("+OK", "config", "set", "set-max-listpack-entries", "2");
    expect(":2", "sadd", "two", "a", "b");
    expect("\"listpack\"", "object", "encoding", "two");
    expect(":1", "sadd", "two", "c");
    expect("\"hashtable\"", "object", "encoding", "two");
  }

  private void add(String key, int members) {
    List<String> request = new ArrayList<>(List.of("sadd", key));
    for (int i = 0; i < members; i++) {
      request.add(Integer.toString(i));
    }
    expect(":" + members, request.toArray(String[]::new));
  }

  @Test
  void encoding_ofStoredResults() {
    node.run("sadd", "a", "1", "2", "x");
    node.run("sadd", "b", "1", "2", "y".repeat(65));
    expect(":2", "sinterstore", "r", "a", "b");
    expect("\"intset\"", "object", "encoding", "r");
    expect(":1", "sdiffstore", "r", "a", "b");
    expect("\"listpack\"", "object", "encoding", "r");
    expect(":4", "sunionstore", "r", "a", "b");
    expect("\"hashtable\"", "object", "encoding", "r");
  }

  @Test
  void emptySet_isNoKey() {
    expect(":1", "sadd", "s", "a");
    expect(":1", "srem", "s", "a");
    expect(":0", "exists", "s");
    expect(":0", "srem", "s", "a");
    expect(":1", "sadd", "s", "a");
    expect("\"a\"", "spop", "s");
    expect(":0", "exists", "s");
    expect("null", "spop", "s");
    expect("<>", "spop", "s", "3");
    expect(":2", "sadd", "s", "a", "b");
    expect("<>", "spop", "s", "0");
    assertEquals(7, ReplyNotation.of(node.run("spop", "s", "5")).length() - 2);
    expect(":0", "exists", "s");
    expect(":1", "sadd", "s", "a");
    expect(":0", "sinterstore", "s", "none", "s");
    expect(":0", "exists", "s");
  }

  @Test
  void ismember_answersForEach() {
    node.run("sadd", "s", "1", "a");
    expect(":1", "sismember", "s", "1");
    expect(":0", "sismember", "s", "01");
    expect("[:1 :0 :1]", "smismember", "s", "a", "b", "1");
    expect("[:0 :0]", "smismember", "none", "a", "b");
  }

  @Test
  void smove_betweenForms() {
    node.run("sadd", "a", "1", "2");
    node.run("sadd", "b", "x");
    expect(":1", "smove", "a", "b", "1");
    expect(":0", "smove", "a", "b", "1");
    expect(":1", "smove", "a", "c", "2");
    expect(":0", "exists", "a");
    expect("<\"x\" \"1\">", "smembers", "b");
    expect("\"intset\"", "object", "encoding", "c");
    expect(":1", "smove", "c", "c", "2");
    node.run("set", "string", "x");
    expect(":0", "smove", "a", "string", "x");
    expect(WRONG_TYPE, "smove", "b", "string", "none");
    expect(WRONG_TYPE, "smove", "string", "b", "none");
  }

  @Test
  void algebra_answersAndStores() {
    node.run("sadd", "a", "1", "2", "3", "4");
    node.run("sadd", "b", "3", "4", "5");
    node.run("sadd", "c", "4", "x");
    expect("<\"4\">", "sinter", "a", "b", "c");
    expect("<>", "sinter", "a", "none");
    expect("<\"1\" \"2\">", "sdiff", "a", "b", "c", "none");
    expect("<>", "sdiff", "none", "a");
    expect("<\"1\" \"2\" \"3\" \"4\" \"5\" \"x\">", "sunion", "a", "b", "c");
    expect(":2", "sdiffstore", "a", "a", "b");
    expect("<\"1\" \"2\">", "smembers", "a");
    node.run("set", "string", "x", "ex", "100");
    expect(WRONG_TYPE, "sinter", "none", "string");
    expect(WRONG_TYPE, "sunionstore", "a", "none", "string");
    expect(":3", "sunionstore", "string", "b");
    expect("+set", "type", "string");
    expect(":-1", "ttl", "string");
  }

  @Test
  void sintercard_limitsAndErrors() {
    node.run("sadd", "a", "1", "2", "3");
    node.run("sadd", "b", "1", "2", "4");
    expect(":2", "sintercard", "2", "a", "b");
    expect(":1", "sintercard", "2", "a", "b", "limit", "1");
    expect(":2", "sintercard", "2", "a", "b", "LIMIT", "0");
    expect("-ERR numkeys should be greater than 0", "sintercard", "0", "a");
    expect("-ERR numkeys should be greater than 0", "sintercard", "x", "a");
    expect("-ERR Number of keys can't be greater than number of args", "sintercard", "2", "a");
    expect("-ERR LIMIT can't be negative", "sintercard", "1", "a", "limit", "-1");
    expect("-ERR syntax error", "sintercard", "1", "a", "limit");
  }

  @Test
  void random_countsAndErrors() {
    node.run("sadd", "s", "a");
    expect("\"a\"", "srandmember", "s");
    expect("[\"a\"]", "srandmember", "s", "4");
    expect("[\"a\" \"a\" \"a\"]", "srandmember", "s", "-3");
    expect("[]", "srandmember", "s", "0");
    expect("null", "srandmember", "none");
    expect("[]", "srandmember", "none", "2");
    expect("-ERR value is not an integer or out of range", "srandmember", "s", "x");
    expect("-ERR value is out of range, must be positive", "spop", "s", "-1");
    expect("-ERR syntax error", "spop", "s", "1", "2");
  }

  @Test
  void spop_nearlyAll_packsWhatIsLeft() {
    for (int i = 0; i < 1_000; i++) {
      node.run("sadd", "s", "member:" + i);
    }
    node.run("expire", "s", "100");
    node.run("spop", "s", "990");
    expect("\"listpack\"", "object", "encoding", "s");
    expect(":10", "scard", "s");
    expect(":100", "ttl", "s");
  }

  @Test
  void srandmember_ofALargeSet_isFair() {
    for (int i = 0; i < 2_000; i++) {
      node.run("sadd", "s", "member:" + i);
    }
    int[] hits = new int[2_000];
    for (int round = 0; round < 400; round++) {
      String some = ReplyNotation.of(node.run("srandmember", "s", "100"));
      for (String member : some.substring(1, some.length() - 1).split(" ")) {
        hits[Integer.parseInt(member.substring(8, member.length() - 1))]++;
      }
    }
    double chiSquare = 0;
    for (int count : hits) {
      chiSquare += (count - 20.0) * (count - 20.0) / 20.0;
    }
    assertTrue(chiSquare < 2_400, "chiSquare=" + chiSquare); // mean 1999, deviation 63
  }

  @Test
  void sscan_packedAsAWhole_tablesInSteps() {
    node.run("sadd", "s", "b", "a", "1");
    expect("[\"0\" [\"b\" \"a\" \"1\"]]", "sscan", "s", "0", "count", "1");
    expect("[\"0\" [\"1\"]]", "sscan", "s", "0", "match", "[0-9]");
    expect("[\"0\" []]", "sscan", "none", "0", "count", "x");
    expect("-ERR invalid cursor", "sscan", "s", "x");
    expect("-ERR syntax error", "sscan", "s", "0", "count", "0");
    expect("-ERR syntax error", "sscan", "s", "0", "novalues");
    expect("-ERR syntax error", "sscan", "s", "0", "type", "set");
    expect("-ERR value is not an integer or out of range", "sscan", "s", "0", "count", "x");
  }

  @Test
  void memoryShort_nothingChanges() {
    node.run("sadd", "s", "a", "b");
    node.limitMemory(node.slab().usedBytes() + 100);
    String[] request = new String[500];
    request[0] = "sadd";
    request[1] = "s";
    for (int i = 2; i < request.length; i++) {
      request[i] = "member:" + i;
    }
    expect("-OOM command not allowed when used memory > 'maxmemory'.", request);
    expect(":2", "scard", "s");
    expect("\"listpack\"", "object", "encoding", "s");
  }
}
