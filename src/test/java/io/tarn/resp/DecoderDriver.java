// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Parameters;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Feeds a decoder as a session does, in batches of requests whose places other sessions use between
 * the passes, and writes down the requests, words joined by a space.
 */
final class DecoderDriver {

  /** No network; only what the decoder asks of a connection. */
  private static final class Client extends Connection {
    Client() {
      super(1, 0);
      authenticated(true);
    }

    @Override
    public String remoteAddress() {
      return "127.0.0.1:1";
    }

    @Override
    public String localAddress() {
      return "127.0.0.1:2";
    }

    @Override
    public long queryBufferBytes() {
      return 0;
    }

    @Override
    public long outputBufferBytes() {
      return 0;
    }

    @Override
    public void closeAfterReplies() {}

    @Override
    public void close() {}
  }

  /** Requests that are decoded before any is looked at. */
  private static final int BATCH = 4;

  private final Client connection = new Client();
  private final Slab slab;
  private final RespDecoder decoder;
  private final byte[] scratch = new byte[128 << 10];
  private final List<String> requests = new ArrayList<>();
  private final Arguments[] pool = new Arguments[BATCH];
  private final List<Arguments> batch = new ArrayList<>();
  private String problem = "";

  DecoderDriver() {
    this(new Slab(0, 1));
  }

  DecoderDriver(Slab slab) {
    this.slab = slab;
    this.decoder =
        new RespDecoder(new Parameters(), connection, slab, new BigArgument(slab, 0, _ -> false));
    Arrays.setAll(pool, _ -> new Arguments(new byte[0]));
  }

  void feed(String bytes) {
    feed(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  void feed(byte[] bytes) {
    if (!problem.isEmpty()) {
      return;
    }
    byte[] room = decoder.room(scratch, bytes.length);
    System.arraycopy(bytes, 0, room, decoder.writeIndex(), bytes.length);
    decoder.received(bytes.length);
    while (true) {
      if (batch.size() == BATCH) {
        writeDown();
      }
      switch (decoder.next(pool[batch.size()])) {
        case RespDecoder.REQUEST -> batch.add(decoder.arguments());
        case RespDecoder.OUT_OF_MEMORY -> {
          writeDown();
          requests.add("(out of memory)");
          decoder.arguments().freeBlocks(slab);
        }
        case RespDecoder.MALFORMED -> {
          writeDown();
          problem = decoder.problem();
          decoder.park();
          return;
        }
        default -> {
          writeDown();
          decoder.park();
          letOthersIn(bytes.length);
          return;
        }
      }
    }
  }

  private void writeDown() {
    for (Arguments request : batch) {
      requests.add(words(request));
    }
    batch.clear();
  }

  /* Another session of the same thread. */
  private void letOthersIn(int received) {
    Arrays.fill(scratch, 0, received, (byte) '?');
    for (Arguments place : pool) {
      place.reset(scratch);
      place.add(0, 1);
    }
  }

  RespDecoder decoder() {
    return decoder;
  }

  Connection connection() {
    return connection;
  }

  List<String> requests() {
    return requests;
  }

  String problem() {
    return problem;
  }

  private String words(Arguments arguments) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < arguments.count(); i++) {
      words.add(new String(arguments.bytes(i), StandardCharsets.ISO_8859_1));
    }
    arguments.freeBlocks(slab);
    return String.join(" ", words);
  }
}
