// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.Locale;

/**
 * The kernel interface that moves the bytes.
 *
 * <p>"auto" takes epoll first, provisionally. With a stub behind the door, one loop, 50 clients and
 * a machine busy with other work, CPU microseconds a command differed less between the two than
 * between runs: unpipelined GET 5.93 and 8.2 for epoll, 5.86 and 8.7 for io_uring, 5.74 and 7.9 for
 * redis-server (two runs); with a pipeline of 16, SET and GET, 0.98 and 1.18, 0.98 and 1.20, 1.56
 * and 1.50 (one run). To be decided on a quiet machine.
 */
enum Transport {
  IO_URING,
  EPOLL,
  NIO;

  private static final short BUFFER_GROUP = 1;
  private static final short RING_BUFFERS = 256;
  private static final int RING_BUFFER_BYTES = 16 << 10;
  private static final int RING_ENTRIES = 1024;

  /** Unanswered probes until a client counts as gone, as in Redis. */
  private static final int KEEP_ALIVE_PROBES = 3;

  /**
   * Returns the transport that a setting asks for.
   *
   * @param setting "auto", "io_uring", "epoll" or "nio"
   * @throws IllegalArgumentException when there is no such transport here
   */
  static Transport choose(String setting) {
    Transport transport =
        switch (setting.toLowerCase(Locale.ROOT)) {
          case "auto" -> Epoll.isAvailable() ? EPOLL : IoUring.isAvailable() ? IO_URING : NIO;
          case "io_uring" -> IO_URING;
          case "epoll" -> EPOLL;
          case "nio" -> NIO;
          default ->
              throw new IllegalArgumentException(
                  "transport=" + setting + " is not one of auto, io_uring, epoll, nio");
        };
    if (!transport.isAvailable()) {
      throw new IllegalArgumentException("transport=" + setting + " is not available here");
    }
    return transport;
  }

  /** Returns the name that settings and INFO use. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isAvailable() {
    return switch (this) {
      case IO_URING -> IoUring.isAvailable() && IoUring.isRegisterBufferRingSupported();
      case EPOLL -> Epoll.isAvailable();
      case NIO -> true;
    };
  }

  IoHandlerFactory handlers(ByteBufAllocator allocator) {
    return switch (this) {
      case IO_URING ->
          IoUringIoHandler.newFactory(
              new IoUringIoHandlerConfig()
                  .setRingSize(RING_ENTRIES)
                  .setBufferRingConfig(
                      IoUringBufferRingConfig.builder()
                          .bufferGroupId(BUFFER_GROUP)
                          .bufferRingSize(RING_BUFFERS)
                          .batchSize(RING_BUFFERS / 2)
                          .allocator(
                              new IoUringFixedBufferRingAllocator(allocator, RING_BUFFER_BYTES))
                          .build()));
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  Class<? extends ServerChannel> serverChannel() {
    return switch (this) {
      case IO_URING -> IoUringServerSocketChannel.class;
      case EPOLL -> EpollServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
    };
  }

  /** True when a read is finished before its bytes are handed on, so that one buffer will do. */
  boolean readsSynchronously() {
    return this != IO_URING;
  }

  /** Prepares a client's channel. */
  void configure(ChannelConfig config, int keepAliveSeconds) {
    if (this == IO_URING) {
      config.setOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP);
    }
    if (keepAliveSeconds > 0) {
      config.setOption(ChannelOption.SO_KEEPALIVE, true);
      int interval = Math.max(1, keepAliveSeconds / KEEP_ALIVE_PROBES);
      if (this == IO_URING) {
        config.setOption(IoUringChannelOption.TCP_KEEPIDLE, keepAliveSeconds);
        config.setOption(IoUringChannelOption.TCP_KEEPINTVL, interval);
        config.setOption(IoUringChannelOption.TCP_KEEPCNT, KEEP_ALIVE_PROBES);
      } else if (this == EPOLL) {
        config.setOption(EpollChannelOption.TCP_KEEPIDLE, keepAliveSeconds);
        config.setOption(EpollChannelOption.TCP_KEEPINTVL, interval);
        config.setOption(EpollChannelOption.TCP_KEEPCNT, KEEP_ALIVE_PROBES);
      }
    }
  }
}
