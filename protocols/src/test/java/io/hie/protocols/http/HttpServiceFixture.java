package io.hie.protocols.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hie.protocols.testing.Contexts;
import io.hie.protocols.testing.Definitions;
import io.hie.protocols.testing.RecordingIntake;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;

/** Services, an engine that remembers, and a sender. */
abstract class HttpServiceFixture {
  static final String HL7 = "application/hl7-v2+er7";
  final RecordingIntake intake = new RecordingIntake();
  final Contexts contexts = new Contexts();
  final List<HttpService> started = new ArrayList<>();
  final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stopAll() {
    intake.open();
    intake.answerHeld();
    started.forEach(each -> each.stop().toCompletableFuture().join());
    client.close();
  }

  HttpService start() {
    return start(Map.of());
  }

  HttpService start(Map<String, ?> more) {
    HttpService service = make(more);
    service.start().toCompletableFuture().join();
    started.add(service);
    return service;
  }

  HttpService make(Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>(Map.of("Port", 0, "Interface", "127.0.0.1"));
    settings.putAll(more);
    return (HttpService)
        Definitions.make(
            new HttpServiceType(), settings, contexts.context("Web_In", intake, Systems.SYSTEM));
  }

  static HttpRequest.Builder request(HttpService service, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
        .header("Content-Type", HL7);
  }

  HttpResponse<String> post(HttpService service, String body, String... headers) throws Exception {
    HttpRequest.Builder request = request(service, "/");
    if (headers.length > 0) {
      for (int i = 0; i < headers.length; i += 2) {
        request.setHeader(headers[i], headers[i + 1]);
      }
    }
    return client.send(
        request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> postAsync(HttpService service, String body) {
    return client.sendAsync(
        request(service, "/").POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> response) throws Exception {
    return JsonMapper.builder().build().readTree(response.body());
  }

  static String head(String contentType, String length) {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " + contentType + "\r\n" + length + "\r\n";
  }
}
