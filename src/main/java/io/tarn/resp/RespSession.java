// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tarn.command.Arguments;
import io.tarn.command.Parameters;
import io.tarn.command.Reply;
import io.tarn.command.transaction.Transaction;
import io.tarn.metric.CommandCounters.Total;
import io.tarn.route.Place;
import io.tarn.route.RouteState;
import io.tarn.route.RoutedSink;
import io.tarn.slab.Slab;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: reads, has its requests run one after the other, writes the answers.
 *
 * <pre>
 *            bytes                      answer not yet there
 *   reading -------&gt; running requests ---------------------&gt; waiting
 *      ^                |        ^    &lt;--------------------- acceptLater
 *      |   all run      |        |
 *      +----------------+        +--- drained --- stalled  &lt;--- the socket takes no more
 *                       |
 *                       +--- QUIT, malformed input ---&gt; closing (answers leave, input is dropped)
 * </pre>
 *
 * <p>Answers that come from other nodes have places, so later requests may run before they come;
 * how many, and which, the route decides.
 *
 * <p>While it waits or is stalled no request runs, and beyond some bytes of input the channel stops
 * reading: the client's own TCP window then holds it back.
 */
final class RespSession extends ChannelInboundHandlerAdapter implements RoutedSink {

  private static final Logger LOG = LoggerFactory.getLogger(RespSession.class);

  /** Encoded answers are given to the socket at least this often. */
  private static final int WRITE_BYTES = 64 << 10;

  /** How often a request that CLIENT PAUSE holds back looks whether the pause has ended. */
  private static final long PAUSE_LOOK_MILLIS = 20;

  private static final Reply.Failure TOO_MANY = Reply.error("max number of clients reached");

  private final RespLoop loop;
  private final RespConnection connection;
  private final RespDecoder decoder;
  private final Channel channel;
  private final RequestFlow flow;
  private final RequestCall call;
  private final SessionReturns returns;
  private final RespOutput output;
  private final SessionPushes pushes;
  private final SessionAccount account;
  private final RouteState route = new RouteState();

  /** An answer is on its way from another thread. */
  private boolean waiting;

  /** No more requests; close when the answers are out. */
  private boolean closing;

  private boolean closed;
  private boolean running;
  private boolean ready;

  RespSession(RespLoop loop, Channel channel, long nowMillis) {
    this.loop = loop;
    this.channel = channel;
    Parameters parameters = loop.environment().parameters();
    long id = loop.connections().nextId();
    this.connection = new RespConnection(id, nowMillis, channel, this, parameters.copies());
    this.output = new RespOutput(loop, channel, connection);
    this.pushes = new SessionPushes(this, loop, channel, connection, output);
    connection.authenticated(parameters.requirePass().isEmpty());
    Slab slab = loop.environment().slab();
    BigArgument big = new BigArgument(slab, loop.arena(), loop.requests()::makeRoom);
    this.decoder = new RespDecoder(parameters, connection, slab, big);
    this.flow = new RequestFlow(loop, this, connection, decoder);
    this.call = new RequestCall(loop, this, connection, output, pushes);
    this.returns = new SessionReturns(loop, this, channel, connection, output, flow, call);
    this.account = new SessionAccount(loop, channel, connection, decoder, flow, output);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    int most = loop.environment().parameters().maxClients();
    loop.counters().add(Total.CONNECTIONS_ACCEPTED, 1);
    if (loop.connections().count() >= most) {
      loop.counters().add(Total.CONNECTIONS_REFUSED, 1);
      output.write(TOO_MANY);
      closing = true;
      output.handOver();
      flush();
      return;
    }
    loop.connections().add(connection);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed = true;
    loop.connections().remove(connection);
    connection.leave(loop.environment().slab());
    loop.requests().left(connection, route);
    connection.subscriber().end(loop.environment().subscriptions(), connection);
    if (!running) {
      release();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      int length = bytes.readableBytes();
      loop.counters().add(Total.BYTES_IN, length);
      loop.counters().add(Total.READS, 1);
      if (closing || closed) {
        return;
      }
      byte[] room = decoder.room(loop.scratch(length), length);
      bytes.readBytes(room, decoder.writeIndex(), length);
      decoder.received(length);
    } finally {
      bytes.release();
    }
    proceed();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (output.isUnflushed() || closing) {
      loop.flushLater(this, channel.eventLoop());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable() && !running && !output.isPumping()) {
      output.pump();
      proceed();
      flush();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("connection closed: client={}", connection.remoteAddress(), cause);
    }
    var _ = channel.close();
  }

  @Override
  public void accept(Reply reply) {
    try {
      pushes.beforeAnswer();
      output.write(call.answer(reply));
    } catch (OutOfMemoryError full) {
      drop("no memory for its answer");
    }
  }

  @Override
  public void acceptLater(Reply reply) {
    returns.acceptLater(call.wanted(reply));
  }

  @Override
  public boolean takesBack() {
    return true;
  }

  @Override
  public void takeBack(Arguments own, @Nullable Transaction transaction, long deadlineNanos) {
    returns.takeBack(own, transaction, deadlineNanos);
  }

  @Override
  public RouteState route() {
    return route;
  }

  @Override
  public Place reserve() {
    return call.reserve();
  }

  SessionReturns returns() {
    return returns;
  }

  SessionPushes pushes() {
    return pushes;
  }

  /** True while requests run, whose answers are in the thread's encoder. */
  boolean isRunning() {
    return running;
  }

  void closeAfterReplies() {
    if (channel.eventLoop().inEventLoop() && running) {
      closing = true;
    } else {
      channel.eventLoop().execute(this::finish);
    }
  }

  /** Runs what has arrived, as far as the state allows, and hands the answers to the channel. */
  private void proceed() {
    if (running || closed) {
      return;
    }
    if (connection.subscribed()) {
      loop.pushes().drain();
    }
    running = true;
    try {
      runRequests();
      decoder.park();
      output.handOver();
      account();
    } catch (OutOfMemoryError full) {
      loop.encoder().clear();
      drop("no memory for its bytes");
    } finally {
      running = false;
    }
    if (closed) {
      var _ = channel.close();
      release();
    }
  }

  private void runRequests() {
    if (isHeldBack()) {
      return;
    }
    long nowMillis = System.currentTimeMillis();
    connection.read(nowMillis);
    boolean fenced = loop.requests().checkFence();
    flow.run(nowMillis);
    if (!fenced && loop.requests().checkFence()) {
      // Stopped meanwhile, perhaps for long: what was run may be worth nothing, so nobody hears of
      // it.
      loop.encoder().clear();
      drop("this node was cut off from the majority");
    }
  }

  /** True when no request may run for now. */
  private boolean isHeldBack() {
    return waiting || output.isStalled() || isFullOfPlaces();
  }

  private boolean isFullOfPlaces() {
    return route.holdsNext() || output.isFullOfPlaces();
  }

  /** True when no request may run any more. */
  boolean isOver() {
    return closing || closed;
  }

  /** Hands over what is encoded, if it is much; true when the next request cannot run yet. */
  boolean mustWait() {
    if (!waiting) {
      waiting = pushes.holdsPublisher(returns::goOn);
    }
    boolean handOverNow = output.isWaiting() || loop.encoder().size() >= WRITE_BYTES;
    return waiting || isFullOfPlaces() || (handOverNow && writeNow());
  }

  /** Answers malformed input, which is the end. */
  void malformed(String problem) {
    output.write(Reply.error(problem));
    closing = true;
  }

  /** Runs no request until a moment later. */
  void lookLater() {
    waiting = true;
    var _ = channel.eventLoop().schedule(returns::goOn, PAUSE_LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Runs one request; false when it must run later and nothing has happened. */
  boolean run(Arguments arguments, long nowMillis) {
    return call.run(arguments, nowMillis);
  }

  void await(boolean later) {
    waiting = later;
  }

  /** Has the channel closed at the end of this pass: what was written of an answer is no answer. */
  void breakOff() {
    closed = true;
  }

  /** The session waits no longer; false when it is closed. */
  boolean waitsNoLonger() {
    waiting = false;
    return !closed;
  }

  /** Goes on after it has waited. */
  void resume() {
    pushes.release();
    proceed();
    flush();
  }

  /** Notes that answers have come from elsewhere; true when {@link #placesReady} must follow. */
  boolean beginReady() {
    boolean first = !ready;
    ready = true;
    return first;
  }

  /** Hands over the answers that have come from elsewhere, and goes on. */
  void placesReady() {
    ready = false;
    if (!closed) {
      output.drainPlaces();
      proceed();
      flush();
    }
  }

  /** Hands over what is encoded; true when no request may run until the socket takes it. */
  private boolean writeNow() {
    output.handOver();
    flush();
    return output.isStalled();
  }

  /** Sends what was handed to the channel; closes when nothing else is to come. */
  void flush() {
    output.flush();
    if (closing) {
      finish();
    }
  }

  private void finish() {
    closing = true;
    waiting &= !connection.endWaiting();
    loop.requests().endWaiting(route);
    if (!waiting && !output.isWaiting() && !output.hasPlaces() && !closed) {
      var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  void countUnsent() {
    output.countUnsent();
  }

  /** Keeps what the client holds within bounds, and known to others. */
  private void account() {
    output.account();
    String excess = account.update(connection.queuedBytes() + route.heldBytes(), isHeldBack());
    if (excess != null) {
      drop(excess);
    }
    if (output.isOverLimit()) {
      drop("output buffer limit");
    }
  }

  /** Has the channel closed at the end of this pass, without the answers that wait. */
  void drop(String reason) {
    if (!closed) {
      LOG.warn("{}, closed: client={}", reason, connection.remoteAddress());
      closed = true;
    }
  }

  private void release() {
    account.release();
    closed = true;
    decoder.release();
    output.close();
    pushes.close();
    flow.release();
  }
}
