// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tarn.node.wire.WireReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportsTest {

  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);

  /* Numbers and lists as they are, null for a null, anything else as a string. */
  private static WireReply list(Object... items) {
    List<WireReply> elements = new ArrayList<>();
    for (Object item : items) {
      elements.add(
          switch (item) {
            case WireReply reply -> reply;
            case Integer number -> new WireReply.Whole(number);
            default -> new WireReply.Bulk(item.toString().getBytes(StandardCharsets.UTF_8));
          });
    }
    return new WireReply.Sequence(elements);
  }

  private static WireReply node(String id, int port, String state, int self) {
    return list(
        "id",
        id,
        "host",
        "10.0.0.1",
        "resp-port",
        port,
        "http-port",
        port + 1,
        "node-port",
        port + 2,
        "role",
        "cache",
        "weight",
        "1.5",
        "leads",
        200,
        "follows",
        3,
        "state",
        state,
        "self",
        self);
  }

  @Test
  void nodes_areATable() throws IOException {
    assertEquals(
        """
        NODE           RESP           HTTP           BETWEEN NODES  ROLE   WEIGHT  LEADS  FOLLOWS  STATE
        aaaaaaaaaaaa*  10.0.0.1:7000  10.0.0.1:7001  10.0.0.1:7002  cache  1.5     200    3        online
        bbbbbbbbbbbb   10.0.0.1:8000  10.0.0.1:8001  10.0.0.1:8002  cache  1.5     200    3        draining
        """,
        Reports.nodes(list(node(A, 7000, "online", 1), node(B, 8000, "draining", 0))));
  }

  @Test
  void shards_nameNodesByAddress() throws IOException {
    WireReply behind = list("node", B, "position", 5, "lag-bytes", 95, "in-sync", 0);
    WireReply unknown = list("node", "c".repeat(40), "position", 100, "lag-bytes", 0, "in-sync", 1);
    WireReply shards =
        list(
            list(
                "shard",
                0,
                "first-slot",
                0,
                "last-slot",
                63,
                "leader",
                A,
                "epoch",
                4,
                "position",
                100,
                "followers",
                list(behind, unknown)),
            list(
                "shard",
                1,
                "first-slot",
                64,
                "last-slot",
                127,
                "leader",
                new WireReply.Nil(),
                "epoch",
                2,
                "position",
                0,
                "followers",
                list()));
    assertEquals(
        """
        SHARD  SLOTS   LEADER         EPOCH  FOLLOWERS
        0      0-63    10.0.0.1:7000  4      10.0.0.1:8000 (95 bytes behind), cccccccccccc (in sync)
        1      64-127  none           2      none
        """,
        Reports.shards(shards, list(node(A, 7000, "online", 1), node(B, 8000, "online", 0))));
  }

  @Test
  void status_isOneLine() throws IOException {
    assertEquals("healthy\n", Reports.status(list("state", "healthy", "reasons", list())));
    assertEquals(
        "degraded: this; that\n",
        Reports.status(list("state", "degraded", "reasons", list("this", "that"))));
  }

  @Test
  void order_isAWordOrLines() throws IOException {
    assertEquals(
        "OK\n", Reports.order(new WireReply.Status("OK".getBytes(StandardCharsets.UTF_8))));
    assertEquals("one\ntwo\n", Reports.order(list("one", "two")));
  }

  @Test
  void answerOfAnotherKind_isRefused() {
    assertThrows(IOException.class, () -> Reports.nodes(new WireReply.Whole(1)));
    assertThrows(IOException.class, () -> Reports.nodes(list(list("id", A))));
    assertThrows(IOException.class, () -> Reports.status(list("state", "healthy")));
  }
}
