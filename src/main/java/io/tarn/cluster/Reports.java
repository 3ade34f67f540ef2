// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.link.Channel;
import io.tarn.cluster.link.LinkPeers;
import io.tarn.cluster.link.Links;
import io.tarn.cluster.link.Receiver;
import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.cluster.view.NodeReport;
import io.tarn.command.Environment;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all others what this node holds, and the view what they say. A message is a kind byte,
 * {@link #REPORT} with a {@link NodeReport} or {@link #ASK} with nothing.
 */
final class Reports implements Receiver {

  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  private static final byte REPORT = 0;
  private static final byte ASK = 1;

  private final ClusterSettings settings;
  private final Environment environment;
  private final Links links;
  private final LinkPeers peers;
  private final ClusterView view;
  private final IntConsumer gone;
  private final Object lock = new Object();
  private List<HeldCopy> held = List.of();
  private volatile boolean draining;
  private volatile Runnable reported = () -> {};

  /**
   * Creates the reports of a node that holds nothing yet.
   *
   * @param gone told of peers that have left, after the view has forgotten them
   */
  Reports(
      ClusterSettings settings,
      Environment environment,
      Links links,
      LinkPeers peers,
      ClusterView view,
      IntConsumer gone) {
    this.settings = settings;
    this.environment = environment;
    this.links = links;
    this.peers = peers;
    this.view = view;
    this.gone = gone;
  }

  /** Sets who is told when a report has come. */
  void onReport(Runnable listener) {
    reported = listener;
  }

  /**
   * Tells everybody what is held now.
   *
   * @param present finds that out: asked in the order in which it is told, on this thread
   */
  void tell(Supplier<List<HeldCopy>> present) {
    synchronized (lock) {
      held = present.get();
      NodeReport report = report();
      byte[] message = message(report);
      for (int peer : links.all()) {
        boolean _ = links.send(peer, Channel.REPORT, message, 0, message.length);
      }
      peers.respAddress(ClusterView.SELF, report.host() + ":" + report.respPort());
      view.reported(ClusterView.SELF, report);
    }
  }

  /** Says whether this node is to be emptied. */
  void draining(boolean value) {
    draining = value;
  }

  /** Has all others report. */
  void ask() {
    byte[] message = {ASK};
    for (int peer : links.all()) {
      boolean _ = links.send(peer, Channel.REPORT, message, 0, message.length);
    }
  }

  private NodeReport report() {
    return new NodeReport(
        environment.facts().nodeId(),
        settings.host(),
        environment.facts().respPort(),
        environment.facts().httpPort(),
        settings.weight(),
        settings.roles().contains(ClusterSettings.CACHE_ROLE),
        draining,
        held);
  }

  private static byte[] message(NodeReport report) {
    byte[] bytes = report.encode();
    byte[] message = new byte[bytes.length + 1];
    message[0] = REPORT;
    System.arraycopy(bytes, 0, message, 1, bytes.length);
    return message;
  }

  private void tellOne(int peer) {
    synchronized (lock) {
      byte[] message = message(report());
      boolean _ = links.send(peer, Channel.REPORT, message, 0, message.length);
    }
  }

  @Override
  public void opened(int peer) {
    tellOne(peer);
  }

  @Override
  public void received(int peer, byte[] array, int offset, int length) {
    if (length == 1 && array[offset] == ASK) {
      tellOne(peer);
      return;
    }
    try {
      NodeReport report = NodeReport.decode(array, offset + 1, length - 1);
      peers.respAddress(peer, report.host() + ":" + report.respPort());
      view.reported(peer, report);
      reported.run();
    } catch (IllegalArgumentException refused) {
      LOG.warn("a report was refused: peer={} problem={}", peer, refused.getMessage());
    }
  }

  @Override
  public void reset(int peer) {
    tellOne(peer);
  }

  @Override
  public void lost(int peer) {
    view.lost(peer);
    gone.accept(peer);
  }
}
