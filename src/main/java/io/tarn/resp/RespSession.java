// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tarn.command.Arguments;
import io.tarn.command.Connection.ReplyMode;
import io.tarn.command.Parameters;
import io.tarn.command.Reply;
import io.tarn.metric.CommandCounters.Total;
import io.tarn.slab.Slab;
import io.tarn.slot.ReplySink;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
 * <p>While it waits or is stalled no request runs, and beyond {@link #BACKLOG_BYTES} of input the
 * channel stops reading: the client's own TCP window then holds it back.
 */
final class RespSession extends ChannelInboundHandlerAdapter implements ReplySink {

  private static final Logger LOG = LoggerFactory.getLogger(RespSession.class);

  /** Encoded answers are given to the socket at least this often. */
  private static final int WRITE_BYTES = 64 << 10;

  /** Input that may wait while requests do not run, before reading stops. */
  private static final int BACKLOG_BYTES = 256 << 10;

  /** Most input of one request before a password was given, as in Redis. */
  private static final int STRANGER_QUERY_BYTES = 1 << 20;

  /** Most bytes of an unfinished request, whatever client-query-buffer-limit says. */
  private static final int QUERY_BYTES = 1 << 30;

  /** How often a request that CLIENT PAUSE holds back looks whether the pause has ended. */
  private static final long PAUSE_LOOK_MILLIS = 20;

  private static final Reply.Failure INTERNAL = Reply.error("internal error");
  private static final Reply.Failure TOO_MANY = Reply.error("max number of clients reached");

  private final RespLoop loop;
  private final RespConnection connection;
  private final RespDecoder decoder;
  private final Channel channel;
  private final RequestFlow flow;
  private final RespOutput output;
  private final SessionPushes pushes;

  private long held;

  /** An answer is on its way from another thread. */
  private boolean waiting;

  /** No more requests; close when the answers are out. */
  private boolean closing;

  private boolean closed;
  private boolean running;
  private boolean answered;
  private boolean skipping;

  RespSession(RespLoop loop, Channel channel, long nowMillis) {
    this.loop = loop;
    this.channel = channel;
    Parameters parameters = loop.environment().parameters();
    this.connection = new RespConnection(loop.connections().nextId(), nowMillis, channel, this);
    this.output = new RespOutput(loop, channel, connection);
    this.pushes = new SessionPushes(this, loop, channel, connection, output);
    connection.authenticated(parameters.requirePass().isEmpty());
    Slab slab = loop.environment().slab();
    BigArgument big = new BigArgument(slab, loop.arena(), loop.requests()::makeRoom);
    this.decoder = new RespDecoder(parameters, connection, slab, big);
    this.flow = new RequestFlow(loop, this, connection, decoder);
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
    answered = true;
    try {
      pushes.beforeAnswer();
      output.write(wanted(reply));
    } catch (OutOfMemoryError full) {
      drop("no memory for its answer");
    }
  }

  @Override
  public void acceptLater(Reply reply) {
    PendingOutput answer = output.newPending();
    try {
      output.write(wanted(reply), answer);
      channel.eventLoop().execute(() -> resume(answer));
    } catch (OutOfMemoryError full) {
      answer.release();
      LOG.error("no memory for its answer, closed: client={}", connection.remoteAddress());
      var _ = channel.close();
    } catch (RejectedExecutionException stopped) {
      answer.release();
    }
  }

  /** Returns what the client wants to see of an answer. */
  private Reply wanted(Reply answer) {
    return skipping || connection.replyMode() != ReplyMode.ON ? OutOfBand.of(answer) : answer;
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
    if (waiting || output.isStalled()) {
      return;
    }
    long nowMillis = System.currentTimeMillis();
    connection.read(nowMillis);
    flow.run(nowMillis);
  }

  /** True when no request may run any more. */
  boolean isOver() {
    return closing || closed;
  }

  /** Hands over what is encoded, if it is much; true when the next request cannot run yet. */
  boolean mustWait() {
    if (!waiting) {
      waiting = pushes.holdsPublisher(() -> resume(output.newPending()));
    }
    boolean handOverNow = output.isWaiting() || loop.encoder().size() >= WRITE_BYTES;
    return waiting || (handOverNow && writeNow());
  }

  /** Answers malformed input, which is the end. */
  void malformed(String problem) {
    output.write(Reply.error(problem));
    closing = true;
  }

  /** Runs no request until a moment later. */
  void lookLater() {
    waiting = true;
    var _ =
        channel
            .eventLoop()
            .schedule(() -> resume(output.newPending()), PAUSE_LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Runs one request. */
  void run(Arguments arguments, long nowMillis) {
    skipping = connection.replyMode() == ReplyMode.SKIP;
    if (skipping) {
      connection.replyMode(ReplyMode.ON);
    }
    int mark = loop.encoder().size();
    answered = false;
    try {
      waiting = !loop.requests().run(arguments, connection, this, nowMillis);
      if (!waiting && !answered) {
        throw new IllegalStateException("no answer: command=" + connection.lastCommand());
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      LOG.error("command failed: client={}", connection.remoteAddress(), broken);
      if (loop.encoder().size() < mark || output.isWaiting()) {
        closed = true;
        return;
      }
      loop.encoder().truncate(mark);
      waiting = false;
      accept(INTERNAL);
    } finally {
      arguments.freeBlocks(loop.environment().slab());
    }
    if (!waiting) {
      pushes.afterAnswer();
    }
  }

  /** Goes on after {@link #acceptLater}. */
  private void resume(PendingOutput answer) {
    waiting = false;
    if (closed) {
      answer.release();
      return;
    }
    loop.pushes().drain();
    output.append(answer);
    pushes.release();
    proceed();
    flush();
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
    if (!waiting && !output.isWaiting() && !closed) {
      var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** See {@link RespOutput#countUnsent}. */
  void countUnsent() {
    output.countUnsent();
  }

  /** Keeps what the client holds within bounds, and known to others. */
  private void account() {
    output.account();
    long now = decoder.heldBytes() + flow.postponedBytes() + connection.queuedBytes();
    boolean within = now == held || loop.held(now - held);
    held = now;
    long query = decoder.pendingBytes();
    connection.queryBytes(query);
    boolean paused = query >= BACKLOG_BYTES && (waiting || output.isStalled());
    if (paused == channel.config().isAutoRead()) {
      channel.config().setAutoRead(!paused);
    }
    if (!within || query > queryLimit()) {
      drop("query buffer limit");
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

  private long queryLimit() {
    long limit = Math.min(QUERY_BYTES, loop.environment().parameters().clientQueryBufferLimit());
    return connection.authenticated() ? limit : Math.min(limit, STRANGER_QUERY_BYTES);
  }

  private void release() {
    loop.held(-held);
    held = 0;
    closed = true;
    decoder.release();
    output.close();
    pushes.close();
    flow.release();
  }
}
