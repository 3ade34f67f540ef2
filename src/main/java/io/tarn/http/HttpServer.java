// SPDX-License-Identifier: Apache-2.0
package io.tarn.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.model.headers.ProductVersion;
import org.apache.pekko.http.javadsl.model.headers.Server;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/**
 * Listens for HTTP. {@code GET /health/live} answers 200 while the process works, {@code GET
 * /health/ready} answers 200 when the node's slots can be used and 503 before and while it stops.
 * Everything else is a problem as in RFC 9457.
 */
public final class HttpServer {

  /** Most connections at a time; further ones wait in the backlog. */
  static final int MAX_CONNECTIONS = 256;

  /** Most bytes of a request's body: no resource takes one yet. */
  static final long MAX_BODY_BYTES = 64 << 10;

  private static final ContentType PROBLEM =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();

  private final ServerBinding binding;

  private HttpServer(ServerBinding binding) {
    this.binding = binding;
  }

  /**
   * Listens on {@code host:port}.
   *
   * @param port 0 for a free one
   * @param ready tells whether the node's slots can be used; asked on any thread, must not block
   * @return completes when the port is bound; fails when it cannot be
   */
  public static CompletionStage<HttpServer> start(
      ClassicActorSystemProvider system, String host, int port, BooleanSupplier ready) {
    ServerSettings defaults = ServerSettings.create(system.classicSystem());
    ServerSettings settings =
        defaults
            .withMaxConnections(MAX_CONNECTIONS)
            .withParserSettings(defaults.getParserSettings().withMaxContentLength(MAX_BODY_BYTES))
            .withServerHeader(Optional.of(Server.create(ProductVersion.create("Tarn", ""))));
    return Http.get(system)
        .newServerAt(host, port)
        .withSettings(settings)
        .bindSync(
            request -> {
              request.discardEntityBytes(system);
              return answer(request, ready);
            })
        .thenApply(HttpServer::new);
  }

  /** Returns the address that is bound. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /**
   * Takes no more connections and lets requests that run finish.
   *
   * @param limit when what still runs is cut off
   * @return completes when all connections are closed
   */
  public CompletionStage<?> stop(Duration limit) {
    return binding.terminate(limit);
  }

  private static HttpResponse answer(HttpRequest request, BooleanSupplier ready) {
    String path = request.getUri().path();
    boolean live = path.equals("/health/live");
    if (!live && !path.equals("/health/ready")) {
      return problem(404, "Not Found", "There is no such resource.");
    }
    if (!request.method().equals(HttpMethods.GET) && !request.method().equals(HttpMethods.HEAD)) {
      return problem(405, "Method Not Allowed", "This resource answers GET and HEAD.")
          .addHeader(Allow.create(HttpMethods.GET, HttpMethods.HEAD));
    }
    if (live || ready.getAsBoolean()) {
      return HttpResponse.create()
          .withEntity(ContentTypes.APPLICATION_JSON, live ? "{\"live\":true}" : "{\"ready\":true}");
    }
    return problem(503, "Service Unavailable", "The node's slots cannot be used now.");
  }

  private static HttpResponse problem(int status, String title, String detail) {
    String body =
        "{\"type\":\"about:blank\",\"title\":\""
            + title
            + "\",\"status\":"
            + status
            + ",\"detail\":\""
            + detail
            + "\"}";
    return HttpResponse.create()
        .withStatus(status)
        .withEntity((ContentType.NonBinary) PROBLEM, body);
  }
}
