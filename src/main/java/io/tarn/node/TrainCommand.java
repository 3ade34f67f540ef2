// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/**
 * {@code tarn train}: one short life of a node on free ports, for the JVM to learn from when it is
 * started with {@code -XX:AOTCacheOutput}. The launcher runs it at the end of a build; users do
 * not.
 */
@Command(
    name = "train",
    hidden = true,
    description = "One short life of a node, for the AOT cache.")
final class TrainCommand implements Callable<Integer> {

  /** When a training run that hangs is ended. */
  private static final int LIMIT_MILLIS = 60_000;

  private static final int ROUNDS = 300;

  private static final String[][] ROUND = {
    {"SET", "key:%d", "0123456789012345678901234567890123456789012345678901234567890123"},
    {"GET", "key:%d"},
    {"SET", "timed:%d", "x", "PX", "100000"},
    {"TTL", "timed:%d"},
    {"INCR", "count:%d"},
    {"APPEND", "key:%d", "more"},
    {"GETRANGE", "key:%d", "0", "9"},
    {"MSET", "{%d}a", "1", "{%d}b", "2"},
    {"MGET", "key:%d", "count:%d"},
    {"EXISTS", "key:%d"},
    {"EXPIRE", "key:%d", "1000"},
    {"TYPE", "key:%d"},
    {"SETBIT", "bits:%d", "7", "1"},
    {"DEL", "count:%d"},
    {"LPUSH", "list", "a%d", "b"},
    {"RPUSH", "list", "c%d", "d"},
    {"LRANGE", "list", "0", "99"},
    {"LPOP", "list"},
    {"RPOP", "list"},
    {"SADD", "set", "m%d", "n"},
    {"SISMEMBER", "set", "m%d"},
    {"SPOP", "set"},
    {"HSET", "hash", "f%d", "v"},
    {"HGET", "hash", "f%d"},
    {"ZADD", "zset", "%d", "m%d"},
    {"ZRANGE", "zset", "0", "9", "WITHSCORES"},
    {"ZPOPMIN", "zset"},
    {"MULTI"},
    {"INCR", "{t}%d"},
    {"EXEC"},
    {"PING"},
  };

  private static final String[][] ONCE = {
    {"HELLO", "3"},
    {"CLIENT", "SETNAME", "train"},
    {"COMMAND", "COUNT"},
    {"CONFIG", "GET", "*"},
    {"INFO"},
    {"DBSIZE"},
    {"SCAN", "0"},
  };

  @Override
  public Integer call() throws Exception {
    Thread limit = new Thread(TrainCommand::endLate, "train-limit");
    limit.setDaemon(true);
    limit.start();
    try (TarnNode node = TarnNode.start(NodeSettings.onFreePorts());
        Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(node.host(), node.facts().respPort()), LIMIT_MILLIS);
      socket.setSoTimeout(LIMIT_MILLIS);
      for (int round = 0; round < ROUNDS; round++) {
        ask(socket, ROUND, round);
      }
      ask(socket, ONCE, 0);
      System.out.println("trained");
    }
    limit.interrupt();
    return ExitCode.OK;
  }

  /* Sends one batch and an ECHO, and reads until the echo's word has come back. */
  private static void ask(Socket socket, String[][] batch, int round) throws IOException {
    String mark = "end-of-round-" + round;
    StringBuilder text = new StringBuilder();
    for (String[] words : batch) {
      append(text, words, round);
    }
    append(text, new String[] {"ECHO", mark}, round);
    OutputStream out = socket.getOutputStream();
    out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
    out.flush();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[64 << 10];
    String tail = "";
    while (!tail.endsWith(mark + "\r\n")) {
      int count = in.read(buffer);
      if (count < 0) {
        throw new IOException("the node closed the connection: round=" + round);
      }
      String all = tail + new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
      tail = all.substring(Math.max(0, all.length() - 64));
    }
  }

  private static void append(StringBuilder text, String[] words, int round) {
    text.append('*').append(words.length).append("\r\n");
    for (String word : words) {
      String filled = word.replace("%d", Integer.toString(round));
      text.append('$').append(filled.length()).append("\r\n").append(filled).append("\r\n");
    }
  }

  private static void endLate() {
    try {
      Thread.sleep(LIMIT_MILLIS);
    } catch (InterruptedException ended) {
      return;
    }
    System.err.println("tarn: the training run took too long");
    Runtime.getRuntime().halt(ExitCode.SOFTWARE);
  }
}
