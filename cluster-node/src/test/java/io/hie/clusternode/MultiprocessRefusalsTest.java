package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.ClaimsEndpoint;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.production.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What {@code hie check} says of items that cannot be in several processes. */
class MultiprocessRefusalsTest {
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": 2575, "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Files"], "ExecutionMode": "%s" } },
          { "name": "Files", "item_type": "OPERATION", "type": "file.operation",
            "adapter_settings": { "Directory": "out", "FileName": "%s" },
            "host_settings": { "ExecutionMode": "%s" } },
          { "name": "Modem", "item_type": "OPERATION",
            "type": "io.hie.clusternode.MultiprocessRefusalsTest$Modem",
            "adapter_settings": { "Device": "/dev/ttyS0" },
            "host_settings": { "ExecutionMode": "%s" } } ] }
      """;

  @TempDir private Path directory;

  /** Of one process alone. */
  public record Line(@Setting(value = "Device", doc = "Its device.") String device)
      implements ClaimsEndpoint {
    @Override
    public String exclusiveEndpoint() {
      return "device " + device;
    }
  }

  /** Needs its line for itself. */
  public static final class Modem implements Operation {
    public Modem(Line line) {
      assertThat(line.device()).isNotEmpty();
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      return CompletableFuture.completedFuture(new DeliveryResult.Delivered("sent"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          multiprocess; {message-id}.hl7; async; async; $.items[0].host_settings.ExecutionMode; \
          a service holds a port or a directory, which one process alone can; \
          write async, and multiprocess at the item that does the work
          async; {date}.hl7; multiprocess; async; $.items[1].host_settings.ExecutionMode; \
          two messages can have one FileName; put {message-id} into FileName, or write thread_pool
          async; {message-id}.hl7; multiprocess; multiprocess; \
          $.items[2].host_settings.ExecutionMode; \
          the item holds device /dev/ttyS0, which one process alone can; write thread_pool
          """)
  void shouldSayWhereAndWhyAndWhatToWriteInstead(
      String service,
      String fileName,
      String files,
      String modem,
      String place,
      String why,
      String instead)
      throws IOException {
    // given
    Path document = directory.resolve("production.json");
    Files.writeString(document, PRODUCTION.formatted(service, fileName, files, modem));
    StringWriter err = new StringWriter();
    CommandLine hie = Hie.commandLine().setErr(new PrintWriter(err, true));

    // when
    int exit = hie.execute("check", document.toString());

    // then: that one thing is wrong
    assertThat(exit).isEqualTo(1);
    assertThat(err.toString().lines().filter(line -> line.contains("ExecutionMode")))
        .as("%s", err)
        .singleElement()
        .asString()
        .contains(place, why, instead);
  }
}
