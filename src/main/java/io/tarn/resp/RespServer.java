// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.slab.Slab;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Listens for Redis clients. */
public final class RespServer {

  /**
   * Bytes written but not yet taken by the socket at which a connection's requests stop running,
   * and at which they go on.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 << 10, 256 << 10);

  /** The unfinished requests of all connections may take this fraction of the heap. */
  private static final int HELD_FRACTION = 4;

  private static final long DRAIN_MILLIS = 2_000;

  /** With no task for so long, a stopping I/O thread has nothing left to send. */
  private static final long QUIET_MILLIS = 50;

  private final Transport transport;
  private final EventLoopGroup group;
  private final Channel listener;
  private final Connections connections;
  private final ScheduledExecutorService clock;
  private final Loops loops;

  private RespServer(
      Transport transport,
      EventLoopGroup group,
      Channel listener,
      Connections connections,
      ScheduledExecutorService clock,
      Loops loops) {
    this.transport = transport;
    this.group = group;
    this.listener = listener;
    this.connections = connections;
    this.clock = clock;
    this.loops = loops;
  }

  /**
   * Binds and serves at once.
   *
   * @param requests makes the way of requests for each I/O thread, which it is given as an executor
   * @param connections the registry that sessions enter and leave
   * @throws PortInUseException when another process listens there
   * @throws IOException when the address cannot be bound for another reason
   */
  public static RespServer start(
      RespSettings settings,
      Environment environment,
      Function<? super Executor, ? extends Requests> requests,
      Connections connections)
      throws IOException {
    return start(settings, environment, requests, connections, () -> true);
  }

  /**
   * Binds, so that the port is known. Until it may serve, each client that comes is closed at once:
   * one that knows other nodes goes there, where it would wait for this one's start.
   *
   * @param serves asked for each client that comes; any I/O thread
   */
  public static RespServer start(
      RespSettings settings,
      Environment environment,
      Function<? super Executor, ? extends Requests> requests,
      Connections connections,
      BooleanSupplier serves)
      throws IOException {
    Transport transport = Transport.choose(settings.transport());
    PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            settings.loops(),
            new DefaultThreadFactory("tarn-resp", true),
            transport.handlers(allocator));
    Loops loops = new Loops(settings, environment, requests, connections);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, settings.backlog())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOCATOR, allocator)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(new SessionStarter(loops, transport, serves));
    ChannelFuture bound = bootstrap.bind(settings.host(), settings.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = group.shutdownGracefully(0, DRAIN_MILLIS, TimeUnit.MILLISECONDS);
      throw failure(settings, bound.cause());
    }
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            new DefaultThreadFactory("tarn-resp-clock", true));
    ClientLimits limits = new ClientLimits(settings, environment.parameters(), connections);
    var _ = clock.scheduleWithFixedDelay(limits::check, 1, 1, TimeUnit.SECONDS);
    Slab slab = environment.slab();
    Runnable look = () -> environment.counters().memoryUsed(slab.usedBytes() + slab.chargedBytes());
    var _ = clock.scheduleWithFixedDelay(look, 1, 1, TimeUnit.SECONDS);
    return new RespServer(transport, group, bound.channel(), connections, clock, loops);
  }

  /** Returns the port that clients reach. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Returns the kernel interface in use: "io_uring", "epoll" or "nio". */
  public String transport() {
    return transport.text();
  }

  /**
   * Stops: takes no more clients, lets the requests that have arrived finish and their answers
   * leave, and closes. Returns when that is done, after two seconds at the most.
   */
  public void stop() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
    clock.shutdownNow();
    listener.close().awaitUninterruptibly(DRAIN_MILLIS);
    connections.all().forEach(Connection::closeAfterReplies);
    long millis = Math.max(100, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    group
        .shutdownGracefully(QUIET_MILLIS, millis, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(millis);
    if (group.isTerminated()) {
      loops.byThread().values().forEach(RespLoop::release);
    }
  }

  private static IOException failure(RespSettings settings, Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof BindException || message.contains("Address already in use")) {
      return new PortInUseException(settings.host(), settings.port(), cause);
    }
    return new IOException(
        "cannot listen on " + settings.host() + ":" + settings.port() + ": " + message, cause);
  }

  /** The shared part of each I/O thread, made when its first client comes. */
  private record Loops(
      Map<EventLoop, RespLoop> byThread,
      RespSettings settings,
      Environment environment,
      Function<? super Executor, ? extends Requests> requests,
      Connections connections) {

    Loops(
        RespSettings settings,
        Environment environment,
        Function<? super Executor, ? extends Requests> requests,
        Connections connections) {
      this(new ConcurrentHashMap<>(), settings, environment, requests, connections);
    }

    RespLoop of(EventLoop thread) {
      RespLoop loop = byThread.get(thread);
      if (loop == null) {
        loop = byThread.computeIfAbsent(thread, this::create);
        loop.begin();
      }
      return loop;
    }

    private RespLoop create(EventLoop thread) {
      long held = Runtime.getRuntime().maxMemory() / HELD_FRACTION / settings.loops();
      return new RespLoop(
          environment,
          settings,
          connections,
          requests.apply(thread),
          byThread.size(),
          held,
          thread);
    }
  }

  /** Gives each new channel its session. */
  private static final class SessionStarter extends ChannelInitializer<Channel> {
    private final Loops loops;
    private final Transport transport;
    private final BooleanSupplier serves;

    SessionStarter(Loops loops, Transport transport, BooleanSupplier serves) {
      this.loops = loops;
      this.transport = transport;
      this.serves = serves;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (!serves.getAsBoolean()) {
        var _ = channel.close();
        return;
      }
      RespLoop loop = loops.of(channel.eventLoop());
      if (transport.readsSynchronously()) {
        channel.config().setRecvByteBufAllocator(new LoopBufferAllocator(loop));
      }
      transport.configure(channel.config(), loop.environment().parameters().keepAliveSeconds());
      channel.pipeline().addLast(new RespSession(loop, channel, System.currentTimeMillis()));
    }
  }
}
