// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.command.Arguments;
import io.tarn.command.Environment;
import io.tarn.command.Reply;
import io.tarn.command.transaction.Transaction;
import io.tarn.route.Forwarder.Manner;
import io.tarn.slot.RequestRunner;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the requests of one peer, in order, and sends the answers. Used by one thread at a time, but
 * for {@link #answeredLater}.
 */
final class RequestWorker {

  /** The way back to the peer. */
  interface Out {

    /** Sends a message of answers. */
    void reply(byte[] message);

    /** True when so many answers wait that no request should run. */
    boolean isFull();

    /** A message of requests begins to run. */
    void begun();

    /** A message of requests has been run. */
    void consumed();

    /** Has {@link #later} called with it on the worker's thread. Any thread. */
    void later(LateAnswer answer);

    /** Has {@link #run(Runnable)} called with it on the worker's thread. Any thread. */
    void atHome(Runnable work);
  }

  /**
   * The answer of a request that has waited.
   *
   * @param messages what it is; none when it was lost, or one of the other two is so
   * @param held one that needs no gate, which replicas must confirm first
   * @param refused true when it has not run
   */
  record LateAnswer(
      RemoteSession session,
      long id,
      List<byte[]> messages,
      @Nullable Reply held,
      boolean refused) {}

  private record Stashed(byte[] array, int offset, int length) {}

  private static final Logger LOG = LoggerFactory.getLogger(RequestWorker.class);
  private static final Reply.Failure INTERNAL = Reply.error("internal error");
  private static final int ANSWER_BYTES = 16 << 10;

  private final String address;
  private final Environment environment;
  private final RequestRunner runner;
  private final Ownership ownership;
  private final SlotCheck check;
  private final Out out;
  private final RequestReader reader = new RequestReader();
  private final AnswerWriter answers;
  private final RemoteSessions sessions;
  private final GivenAnswers given;
  private final ArrayDeque<Stashed> stash = new ArrayDeque<>();
  private final TurnedAway turnedAway = new TurnedAway();
  private boolean running;
  private RemoteSession light;

  /**
   * Creates the worker of a peer.
   *
   * @param address of the peer, as commands see their client's
   * @param runner this worker's own
   */
  RequestWorker(
      String address, Environment environment, RequestRunner runner, Ownership ownership, Out out) {
    this.address = address;
    this.environment = environment;
    this.runner = runner;
    this.ownership = ownership;
    this.check = new SlotCheck(environment.commands(), ownership);
    this.out = out;
    this.answers = new AnswerWriter(ANSWER_BYTES, out::reply);
    this.sessions = new RemoteSessions(environment.slab());
    this.given = new GivenAnswers(address, environment, answers, out::atHome);
    this.light = newSession(0);
  }

  /** Takes a message of requests. */
  void take(byte[] array, int offset, int length) {
    stash.add(new Stashed(array, offset, length));
    proceed();
  }

  /**
   * Runs what there is, until too many answers wait.
   *
   * @throws IllegalArgumentException when a message is malformed
   */
  void proceed() {
    while (!out.isFull()) {
      if (!reader.isDone()) {
        runSome();
      } else if (running) {
        running = false;
        reader.clear();
        answers.flush();
        out.consumed();
      } else if (!beginNext()) {
        return;
      }
    }
    answers.flush();
  }

  /** Takes the answer of a request that has waited, and runs those behind it. */
  void later(LateAnswer answer) {
    RemoteSession session = answer.session();
    if (!sessions.endWait(session, answer.id())) {
      return; // given up
    }
    for (byte[] message : answer.messages()) {
      out.reply(message);
    }
    if (answer.refused()) {
      answers.begin(session.forwarder());
      refuse(session, session.slot());
    } else if (answer.held() != null) {
      given.hold(session, answer.held());
    } else if (answer.messages().isEmpty() && !session.isQuiet()) {
      answers.begin(session.forwarder());
      answers.add(answer.id(), INTERNAL, session.protocol());
    }
    drain(session, System.currentTimeMillis());
  }

  /** Gives up all that is under way: the link has begun anew, or the peer has gone. */
  void reset() {
    stash.clear();
    reader.clear();
    answers.clear();
    running = false;
    given.clear();
    sessions.leaveAll();
    turnedAway.clear();
    light = newSession(0);
  }

  /** Ends all for good. */
  void close() {
    given.close();
  }

  /** Runs something that may have answers written, and sends them. */
  void run(Runnable work) {
    work.run();
    backToReader();
  }

  /* The answers to what is read go on, or what has been written is sent. */
  private void backToReader() {
    if (running) {
      answers.begin(reader.forwarder());
    } else {
      answers.flush();
    }
  }

  RequestRunner runner() {
    return runner;
  }

  /** Returns how many sessions there are, for tests and figures. */
  int sessionCount() {
    return sessions.count();
  }

  private void runSome() {
    int count = reader.fill();
    if (reader.requestCount() > 1) {
      runner.prefetch(reader.requests(), count);
    }
    boolean _ = runner.checkFence();
    long nowMillis = System.currentTimeMillis();
    for (int i = 0; i < count; i++) {
      operate(i, nowMillis);
    }
  }

  private boolean beginNext() {
    Stashed next = stash.poll();
    if (next == null) {
      return false;
    }
    running = true;
    out.begun();
    reader.begin(next.array(), next.offset(), next.length());
    answers.begin(reader.forwarder());
    if (!turnedAway.isEmpty()) {
      turnedAway.known(reader.forwarder(), reader.knownRefusal(), sessions::hasPostponed);
    }
    return true;
  }

  private void operate(int i, long nowMillis) {
    long id = reader.id(i);
    switch (reader.operation(i)) {
      case RequestLayout.ONE -> one(i, id, nowMillis);
      case RequestLayout.BLOCK -> block(reader.client(i), reader.head(i), id, nowMillis);
      case RequestLayout.CANCEL -> cancel(id);
      default -> endSession(reader.client(i));
    }
  }

  /* The client has gone: what was to come behind the request does not run either. */
  private void cancel(long id) {
    RemoteSession session = sessions.cancel(reader.forwarder(), id);
    while (session != null && !session.postponed().isEmpty()) {
      RemoteSession.Postponed dropped = session.postponed().remove();
      if (!dropped.quiet()) {
        answers.begin(dropped.forwarder());
        answers.refusal(dropped.id(), turnedAway.next());
      }
    }
    answers.begin(reader.forwarder());
  }

  private void one(int i, long id, long nowMillis) {
    long client = reader.client(i);
    Manner manner = reader.manner(i);
    RemoteSession session = sessions.find(client);
    if (manner == Manner.SESSION) {
      session = session == null ? sessions.add(newSession(client)) : session;
      session.kept(true);
    } else if (session == null || (!session.isWaiting() && isQueuing(session))) {
      session = light;
    }
    Arguments arguments = reader.requests()[i];
    int head = reader.head(i);
    if (session.isWaiting()) {
      session.postpone(postponed(head, id, false, arguments.copy()));
    } else {
      session.begin(client, reader.forwarder(), id, false);
      run(session, head, reader.knownRefusal(), arguments, nowMillis);
    }
  }

  /** Runs all of a block, or nothing when a slot of it is not led here. */
  private void block(long client, int head, long id, long nowMillis) {
    List<Arguments> requests = reader.block();
    for (Arguments request : requests) {
      if (!check.mayRun(Manner.SESSION, request)) {
        answers.refusal(id, turnedAway.next());
        return;
      }
    }
    RemoteSession present = sessions.find(client);
    RemoteSession session = present == null ? sessions.add(newSession(client)) : present;
    session.kept(true);
    int last = requests.size() - 1;
    for (int n = 0; n <= last; n++) {
      session.postpone(postponed(head, id, n < last, requests.get(n)));
    }
    drain(session, nowMillis);
  }

  private void endSession(long client) {
    RemoteSession session = sessions.find(client);
    if (session != null) {
      session.kept(false);
      sessions.removeIfIdle(session);
    }
  }

  /** Runs what was postponed, until one waits again. */
  private void drain(RemoteSession session, long nowMillis) {
    while (!session.isWaiting()) {
      RemoteSession.Postponed next = session.postponed().poll();
      if (next == null) {
        sessions.removeIfIdle(session);
        break;
      }
      answers.begin(next.forwarder());
      session.begin(session.client(), next.forwarder(), next.id(), next.quiet());
      run(session, next.head(), next.knownRefusal(), next.arguments(), nowMillis);
    }
    backToReader();
  }

  private void run(
      RemoteSession session, int head, int knownRefusal, Arguments arguments, long nowMillis) {
    if (!check.mayRun(RequestReader.mannerOf(head), arguments) || isBehind(session, knownRefusal)) {
      refuse(session, check.slot());
      return;
    }
    int protocol = (head & RequestLayout.RESP3_BIT) == 0 ? 2 : 3;
    if (session.protocol() != protocol) {
      session.protocol(protocol);
    }
    boolean noTouch = (head & RequestLayout.NO_TOUCH_BIT) != 0;
    if (session.noTouch() != noTouch) {
      session.noTouch(noTouch);
    }
    boolean confirms = (head & RequestLayout.CONFIRM_BIT) != 0;
    if (session.confirms() != confirms) {
      session.confirms(confirms);
    }
    boolean done;
    try {
      done = runner.run(arguments, session, session, nowMillis);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      LOG.error("Forwarded command failed: peer={}", address, broken);
      if (!session.isQuiet()) {
        answers.replace(session.requestId(), INTERNAL, session.protocol());
      }
      return;
    }
    if (!done) {
      answers.waits(session.requestId());
      session.slot(check.slot());
      sessions.beginWait(session);
      if (isLight(session)) {
        light = newSession(0); // the other is the waiting request's
      }
    }
  }

  /** Takes an answer that comes at once. */
  void answered(RemoteSession session, Reply reply) {
    if (isRefusal(reply)) {
      refuse(session, check.slot());
    } else {
      given.answered(session, reply);
    }
  }

  /** Takes an answer on another thread. */
  void answeredLater(RemoteSession session, Reply reply) {
    out.later(isRefusal(reply) ? refused(session) : given.later(session, reply));
  }

  /** Sends a request back that has waited for a slot which another node leads now. */
  void notLed(RemoteSession session, Arguments arguments, @Nullable Transaction transaction) {
    arguments.freeBlocks(environment.slab());
    if (transaction != null) {
      transaction.discard(environment.slab());
    }
    out.later(refused(session));
  }

  private static LateAnswer refused(RemoteSession session) {
    return new LateAnswer(session, session.requestId(), List.of(), null, true);
  }

  private boolean isRefusal(Reply reply) {
    return reply instanceof Reply.Failure failure && ownership.isRefusal(failure);
  }

  private void refuse(RemoteSession session, int wanted) {
    if (!session.isQuiet()) {
      int number = turnedAway.add(session.forwarder(), session.client(), wanted);
      answers.refusal(session.requestId(), number);
    }
  }

  /** True when an older one of the connection for this slot comes back, and this was sent then. */
  private boolean isBehind(RemoteSession session, int knownRefusal) {
    return !turnedAway.isEmpty()
        && turnedAway.holds(session.forwarder(), session.client(), check.slot(), knownRefusal);
  }

  private RemoteSession.Postponed postponed(int head, long id, boolean quiet, Arguments own) {
    return new RemoteSession.Postponed(
        head, reader.forwarder(), id, quiet, reader.knownRefusal(), own);
  }

  private static boolean isQueuing(RemoteSession session) {
    Transaction transaction = session.transaction();
    return transaction != null && transaction.isOpen();
  }

  @SuppressWarnings("ReferenceEquality") // whether it is that very session
  private boolean isLight(@Nullable RemoteSession session) {
    return session == light;
  }

  private RemoteSession newSession(long connection) {
    return new RemoteSession(this, connection, address, System.currentTimeMillis());
  }
}
