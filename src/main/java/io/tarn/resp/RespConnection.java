// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.tarn.command.Connection;
import io.tarn.command.CopyParameters;
import io.tarn.command.OutputBufferLimit.ClientClass;
import io.tarn.command.pubsub.Outlet;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A client's session as commands and CLIENT LIST see it. */
final class RespConnection extends Connection {

  /** What a socket may leave for a moment without being noted. */
  static final int USUAL_UNSENT_BYTES = 4 << 10;

  private final Channel channel;
  private final RespSession session;
  private final CopyParameters copies;
  private final @Nullable SocketAddress remote;
  private final @Nullable SocketAddress local;

  /** Written by the I/O thread alone; others read it for reports and limits. */
  private volatile long queryBytes;

  private volatile long waitingOutputBytes;
  private volatile long countedUnsent;
  private volatile long lastReadMillis;

  RespConnection(
      long id, long nowMillis, Channel channel, RespSession session, CopyParameters copies) {
    super(id, nowMillis);
    this.copies = copies;
    this.channel = channel;
    this.session = session;
    this.remote = channel.remoteAddress();
    this.local = channel.localAddress();
    this.lastReadMillis = nowMillis;
  }

  @Override
  public String remoteAddress() {
    return text(remote);
  }

  @Override
  public String localAddress() {
    return text(local);
  }

  @Override
  public long queryBufferBytes() {
    return queryBytes;
  }

  @Override
  public long outputBufferBytes() {
    return waitingOutputBytes + unsentBytes();
  }

  /** Has the session count anew when the socket has taken what it had left. Any thread. */
  void recountUnsent() {
    long counted = countedUnsent;
    if (counted > 0 && unsentBytes() < counted) {
      channel.eventLoop().execute(session::countUnsent);
    }
  }

  @Override
  public Outlet outlet() {
    return session.pushes().outlet();
  }

  @Override
  public void subscribing() {
    if (!channel.eventLoop().inEventLoop()) {
      session.pushes().hold();
    }
  }

  @Override
  public void unsubscribed() {
    if (channel.eventLoop().inEventLoop()) {
      session.pushes().comeFirst();
    }
  }

  /** Returns the class whose output-buffer limit holds for it. */
  ClientClass clientClass() {
    return subscribed() ? ClientClass.PUBSUB : ClientClass.NORMAL;
  }

  @Override
  public void confirms(boolean value) {
    super.confirms(value);
    session.returns().confirms(value);
  }

  @Override
  public void closeAfterReplies() {
    session.closeAfterReplies();
  }

  @Override
  public void close() {
    var _ = channel.close();
  }

  RespSession session() {
    return session;
  }

  void queryBytes(long bytes) {
    if (bytes != queryBytes) {
      queryBytes = bytes;
    }
  }

  void waitingOutputBytes(long bytes) {
    if (bytes != waitingOutputBytes) {
      waitingOutputBytes = bytes;
    }
  }

  void countedUnsent(long bytes) {
    countedUnsent = bytes;
  }

  long lastReadMillis() {
    return lastReadMillis;
  }

  /** Notes that a read pass begins, and takes over what the settings say for its requests. */
  void read(long nowMillis) {
    standardLevel(copies.level());
    if (nowMillis != lastReadMillis) {
      lastReadMillis = nowMillis;
    }
  }

  private long unsentBytes() {
    ChannelOutboundBuffer written = channel.unsafe().outboundBuffer();
    return written == null ? 0 : written.totalPendingWriteBytes();
  }

  private static String text(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return "?:0";
    }
    InetAddress host = inet.getAddress();
    String text = host == null ? inet.getHostString() : host.getHostAddress();
    return (host instanceof Inet6Address ? "[" + text + "]" : text) + ":" + inet.getPort();
  }
}
