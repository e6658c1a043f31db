package io.hie.examples.items;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Targets;
import io.hie.actormodel.production.Setting;
import io.hie.protocols.hl7.Hl7Editor;
import io.hie.protocols.hl7.Hl7Message;
import io.hie.protocols.hl7.Hl7Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Adds the name of the patient's practice (PD1-3.1), which a web service knows by its code
 * (PD1-3.3). A message without a code passes as it is, and so does one whose code is not known. If
 * the service fails, the message fails, and is tried again as the item's settings say.
 */
public final class PracticeLookup implements Process {
  private static final Hl7Path NAME = Hl7Path.compile("PD1-3.1");

  /** Its settings. */
  public record Settings(
      @Setting(value = "URL", doc = "Where a practice is asked for; its code is put behind it.")
          URI url,
      @Setting(
              value = "Timeout",
              doc = "How long the answer may take.",
              byDefault = "5",
              min = 0.1,
              max = 60)
          Duration timeout) {}

  private final Settings settings;
  private final Targets targets;
  private final HttpClient client;

  public PracticeLookup(Settings settings, Targets targets) {
    this.settings = settings;
    this.targets = targets;
    this.client = HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
  }

  @Override
  public CompletionStage<Handling> handleAsync(MessageEnvelope message) {
    Hl7Message hl7 = message.parseAs(Hl7Message.class);
    String code = hl7.get("PD1-3.3");
    if (code.isEmpty()) {
      return CompletableFuture.completedFuture(targets.pass());
    }
    URI address = URI.create(settings.url() + URLEncoder.encode(code, StandardCharsets.UTF_8));
    return client
        .sendAsync(
            HttpRequest.newBuilder(address).timeout(settings.timeout()).build(),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> enriched(hl7, answer));
  }

  private Handling enriched(Hl7Message message, HttpResponse<String> answer) {
    return switch (answer.statusCode()) {
      case 200 -> {
        Hl7Editor editor = Hl7Editor.of(message);
        editor.set(NAME, answer.body().strip());
        yield targets.pass(editor.toPayload());
      }
      case 404 -> targets.pass();
      default ->
          throw new UncheckedIOException(
              new IOException("the practice service answered " + answer.statusCode()));
    };
  }

  @Override
  public Handling handle(MessageEnvelope message) {
    return handleAsync(message).toCompletableFuture().join();
  }

  @Override
  public CompletionStage<Void> stop() {
    client.shutdown();
    return CompletableFuture.completedFuture(null);
  }
}
