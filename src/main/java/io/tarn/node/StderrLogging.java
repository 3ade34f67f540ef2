// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;

/**
 * What is logged, and where: warnings and errors to standard error. The system property {@code
 * tarn.log.level} (TRACE, DEBUG, INFO, WARN, ERROR, OFF; default WARN) changes how much. Logback
 * finds this class by its service file; it replaces logback.xml, whose parsing takes a tenth of a
 * second of every start.
 */
public final class StderrLogging extends ContextAwareBase implements Configurator {

  /* What they warn of is said by Tarn itself in one line, or is in the course of things. */
  private static final List<String> CHATTY =
      List.of(
          "io.tarn.cluster.fencing.CrashDetector",
          "org.apache.pekko.cluster.JoinSeedNodeProcess",
          "org.apache.pekko.cluster.FirstSeedNodeProcess",
          "org.apache.pekko.cluster.ClusterHeartbeat",
          "org.apache.pekko.cluster.sharding.ShardRegion",
          "org.apache.pekko.remote.PhiAccrualFailureDetector",
          "org.apache.pekko.remote.artery.ArteryTransport",
          "org.apache.pekko.stream.Materializer");

  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{0} [%thread] %msg%n%ex{5}";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(System.getProperty("tarn.log.level"), Level.WARN));
    root.addAppender(appender);
    for (String chatty : CHATTY) {
      context.getLogger(chatty).setLevel(Level.ERROR);
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
