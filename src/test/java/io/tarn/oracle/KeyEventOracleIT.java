// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tarn.node.NodeSettings;
import io.tarn.node.TarnNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keyspace notifications over sockets: one client changes keys at random, another has subscribed to
 * all notifications, and both servers must send it the same frames in the same order. Not those of
 * keys whose time has come, which each server removes when it comes to them.
 */
class KeyEventOracleIT {

  private static final int STEPS = Integer.getInteger("tarn.events.steps", 3_000);
  private static final int BATCH = 10;

  /**
   * What changes keys by chance, empties them all, changes settings, or (SCAN) comes upon keys
   * whose time has come and tells of a miss. And SORT: redis-server refuses numbers when an earlier
   * command has left an error number behind, and with STORE Tarn tells "new" even for a key that
   * was there.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "spop",
          "restore",
          "flushall",
          "flushdb",
          "config",
          "client",
          "restore-asking",
          "scan",
          "sort");

  private static RedisProcess redis;
  private static TarnNode tarn;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        RedisProcess.isInstalled(), RedisProcess.NAME + " " + RedisProcess.VERSION + " missing");
    redis = RedisProcess.start();
    tarn = TarnNode.start(NodeSettings.onFreePorts());
  }

  @AfterAll
  static void stop() throws Exception {
    if (tarn != null) {
      tarn.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, KEg$lshzt, 2", "2, KEg$lshzt, 3", "3, Eg$lshztnm, 2", "4, Kg$lz, 3"})
  void run_randomChanges_sendTheSameNotifications(long seed, String classes, String protocol)
      throws Exception {
    String address = tarn.respAddress();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (RespConnection referenceWriter = new RespConnection(redis.host(), redis.port());
        RespConnection referenceReader = new RespConnection(redis.host(), redis.port());
        RespConnection subjectWriter = new RespConnection("127.0.0.1", port);
        RespConnection subjectReader = new RespConnection("127.0.0.1", port)) {
      List<String> commands =
          OracleRun.commandsOf(referenceWriter).stream()
              .filter(name -> Grammars.names().contains(name) && !LEFT_OUT.contains(name))
              .toList();
      RequestGenerator generator = new RequestGenerator(seed, commands);
      begin(referenceWriter, referenceReader, classes, protocol);
      begin(subjectWriter, subjectReader, classes, protocol);
      for (int step = 0; step < STEPS; step += BATCH) {
        List<List<String>> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
          batch.add(generator.next());
        }
        List<byte[][]> requests = batch.stream().map(KeyEventOracleIT::words).toList();
        referenceWriter.callAll(requests);
        subjectWriter.callAll(requests);
        String what = "seed=" + seed + " step=" + step + " requests=" + batch;
        assertEquals(frames(referenceReader, step), frames(subjectReader, step), what);
      }
    }
  }

  private static void begin(
      RespConnection writer, RespConnection reader, String classes, String protocol)
      throws IOException {
    writer.call(words(List.of("FLUSHALL")));
    writer.call(words(List.of("CONFIG", "SET", "notify-keyspace-events", classes)));
    reader.call(words(List.of("HELLO", protocol)));
    reader.call(words(List.of("PSUBSCRIBE", "__key*__:*")));
  }

  /** Returns what has come until the answer to a PING. */
  private static String frames(RespConnection reader, int step) throws IOException {
    String mark = "mark" + step;
    reader.send(Collections.singletonList(words(List.of("PING", mark))));
    List<String> frames = new ArrayList<>();
    String last = "";
    while (!last.contains(mark)) {
      last = new String(reader.receive(), StandardCharsets.ISO_8859_1);
      frames.add(last);
    }
    return String.join("\n", frames);
  }

  private static byte[][] words(List<String> request) {
    return request.stream()
        .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
        .toArray(byte[][]::new);
  }
}
