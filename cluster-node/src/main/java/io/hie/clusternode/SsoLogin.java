package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hie.configuration.secret.TokenSecret;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A login by a browser on this machine, as RFC 8252 advises for programs: the browser logs in at
 * the node, which sends it back to a port of the loopback interface with a code that only this
 * process can use.
 */
final class SsoLogin {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern CODE = Pattern.compile("code=([A-Za-z0-9._-]{1,4000})");

  private final ApiClient api;
  private final PrintWriter tell;

  SsoLogin(ApiClient api, PrintWriter tell) {
    this.api = api;
    this.tell = tell;
  }

  /** Waits until somebody has logged in; gives the session with its tokens. */
  JsonNode login() throws IOException, InterruptedException {
    if (!api.open("/api/v1/sso").path("enabled").asBoolean()) {
      throw new Hie.Failure(
          "nobody logs in at a provider at "
              + api.url()
              + " (HIE_OIDC_ISSUER is not set there); log in with --user");
    }
    String verifier = TokenSecret.fresh();
    CompletableFuture<String> code = new CompletableFuture<>();
    HttpServer listener =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listener.createContext("/", exchange -> take(exchange, code));
    listener.start();
    try {
      tell.println("Open this page in a browser on this machine, and log in there:");
      tell.println(
          "  "
              + api.url()
              + "/api/v1/sso/login?port="
              + listener.getAddress().getPort()
              + "&challenge="
              + challenge(verifier));
      tell.flush();
      return api.openPost(
          "/api/v1/sso/sessions",
          JsonNodeFactory.instance
              .objectNode()
              .put("code", code.get(PATIENCE.toMinutes(), TimeUnit.MINUTES))
              .put("verifier", verifier));
    } catch (TimeoutException late) {
      throw new Hie.Failure("nobody logged in within " + PATIENCE.toMinutes() + " minutes");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      listener.stop(1);
    }
  }

  private static void take(HttpExchange exchange, CompletableFuture<String> code)
      throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    Matcher found = CODE.matcher(query == null ? "" : query);
    boolean fits = exchange.getRequestMethod().equals("GET") && found.matches();
    byte[] text =
        (fits ? "You are logged in. Go back to the terminal." : "Nothing is here.")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
    exchange.getResponseHeaders().set("Connection", "close");
    exchange.sendResponseHeaders(fits ? 200 : 404, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
    if (fits) {
      code.complete(found.group(1));
    }
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
