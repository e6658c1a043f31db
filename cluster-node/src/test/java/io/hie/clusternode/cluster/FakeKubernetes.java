package io.hie.clusternode.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What nodes ask of the API of Kubernetes: lists of pods, and leases, of which an update is refused
 * if somebody else was faster.
 */
public final class FakeKubernetes implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final List<Integer> pods = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, ObjectNode> leases = new TreeMap<>();
  private long version = 1;

  /** Over HTTP. */
  public FakeKubernetes() throws IOException {
    this(null);
  }

  /** Over HTTPS, as the real one. */
  public FakeKubernetes(@Nullable SSLContext tls) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (tls == null) {
      server = HttpServer.create(any, 0);
    } else {
      HttpsServer secure = HttpsServer.create(any, 0);
      secure.setHttpsConfigurator(new HttpsConfigurator(tls));
      server = secure;
    }
    server.createContext("/api/v1/namespaces/", this::pods);
    server.createContext("/apis/coordination.k8s.io/v1/namespaces/", this::lease);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** A pod that runs at loopback, with its management port. */
  public void pod(int port) {
    pods.add(port);
  }

  /** What was asked, as {@code authorization path?query}. */
  public List<String> asked() {
    return asked;
  }

  /** Who holds a lease; empty if nobody does. */
  public synchronized Optional<String> holder(String lease) {
    return Optional.ofNullable(leases.get(lease))
        .map(each -> each.at("/spec/holderIdentity").asText())
        .filter(holder -> !holder.isEmpty());
  }

  private void pods(HttpExchange exchange) throws IOException {
    asked.add(
        exchange.getRequestHeaders().getFirst("Authorization") + " " + exchange.getRequestURI());
    String items =
        pods.stream()
            .map(
                port ->
                    """
                    { "metadata": { "name": "hie" },
                      "spec": { "containers": [ { "name": "hie", "ports": [
                        { "name": "management", "containerPort": PORT },
                        { "name": "api", "containerPort": 8080 } ] } ] },
                      "status": { "podIP": "127.0.0.1", "phase": "Running" } }
                    """
                        .replace("PORT", Integer.toString(port)))
            .collect(Collectors.joining(","));
    send(exchange, 200, "{ \"items\": [ " + items + " ] }");
  }

  private synchronized void lease(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    byte[] body = exchange.getRequestBody().readAllBytes();
    switch (exchange.getRequestMethod()) {
      case "GET" -> {
        ObjectNode lease = leases.get(name);
        send(exchange, lease == null ? 404 : 200, lease == null ? "{}" : lease.toString());
      }
      case "POST" -> {
        JsonNode wanted = JSON.readTree(body);
        String created = wanted.at("/metadata/name").asText();
        if (leases.containsKey(created)) {
          send(exchange, 409, "{}");
        } else {
          send(exchange, 201, keep(created, wanted).toString());
        }
      }
      case "PUT" -> {
        JsonNode wanted = JSON.readTree(body);
        ObjectNode now = leases.get(name);
        boolean faster =
            now == null
                || !now.at("/metadata/resourceVersion")
                    .equals(wanted.at("/metadata/resourceVersion"));
        send(exchange, faster ? 409 : 200, faster ? "{}" : keep(name, wanted).toString());
      }
      default -> send(exchange, 405, "{}");
    }
  }

  private ObjectNode keep(String name, JsonNode wanted) {
    ObjectNode lease = wanted.deepCopy();
    ((ObjectNode) lease.get("metadata")).put("resourceVersion", Long.toString(version++));
    leases.put(name, lease);
    return lease;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
