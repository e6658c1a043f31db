package io.hie.sharding.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.Origin;
import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was ever stored of productions can be read: each file has the serializer and the manifest in
 * its first line and the bytes behind it. Made by {@code -Dgolden.write=true}, and never anew.
 */
class GoldenProductionEventsTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden-productions");
  private static final Instant AT = Instant.parse("2026-11-25T08:00:00Z");

  private static ActorTestKit testKit;
  private static Serialization serialization;

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
    serialization = SerializationExtension.get(Adapter.toClassic(testKit.system()));
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  private static Map<String, Object> samples() {
    Map<String, Object> all = new LinkedHashMap<>();
    ProductionEvent begun =
        new ProductionEvent.ChangeBegun(
            3, "{ \"name\": \"${NAME}\" }", Origin.ROLLBACK, 1L, AT, "admin", "as it was");
    all.put("change-begun", begun);
    all.put(
        "change-begun-bare",
        new ProductionEvent.ChangeBegun(1, "x", Origin.FILE, null, AT, "hie up", ""));
    all.put(
        "change-begun-item-jar",
        new ProductionEvent.ChangeBegun(2, "x", Origin.ITEM_JAR, null, AT, "hie", "Stamp: code"));
    all.put("change-applied", new ProductionEvent.ChangeApplied(3, AT));
    all.put("change-undone", new ProductionEvent.ChangeUndone(3, AT, "In: port in use"));
    all.put(
        "desired-changed",
        new ProductionEvent.DesiredChanged(Map.of("EPR_Out", Desired.PAUSED), AT, "admin", "why"));
    all.put("listed", new Catalogue.Listed("royal", "ADT"));
    ProductionRecord record = ProductionRecord.none("royal", "ADT");
    for (Object event : new Object[] {begun, all.get("change-applied"), begun}) {
      record = record.apply((ProductionEvent) event);
    }
    all.put("record", record);
    all.put("record-empty", ProductionRecord.none("royal", "ADT"));
    return all;
  }

  static Stream<String> names() {
    return samples().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldReadWhatWasStored(String name) throws IOException {
    // given
    byte[] file = Files.readAllBytes(FOLDER.resolve(name + ".cbor"));
    int end = 0;
    while (file[end] != '\n') {
      end++;
    }
    String[] format =
        new String(file, 0, end, java.nio.charset.StandardCharsets.UTF_8).split(" ", 2);

    // when
    Object read =
        serialization
            .deserialize(
                Arrays.copyOfRange(file, end + 1, file.length),
                Integer.parseInt(format[0]),
                format[1])
            .get();

    // then
    assertThat(read).isEqualTo(samples().get(name));
  }

  @Test
  void shouldHaveASampleOfEveryEvent() {
    assertThat(samples().values().stream().map(Object::getClass))
        .contains(ProductionEvent.class.getPermittedSubclasses());
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.write", matches = "true")
  void writeWhatIsMissing() throws IOException {
    Files.createDirectories(FOLDER);
    for (Map.Entry<String, Object> sample : samples().entrySet()) {
      Path file = FOLDER.resolve(sample.getKey() + ".cbor");
      if (Files.notExists(file)) {
        var serializer = serialization.findSerializerFor(sample.getValue());
        String format =
            serializer.identifier()
                + " "
                + Serializers.manifestFor(serializer, sample.getValue())
                + "\n";
        Files.write(file, format.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Files.write(
            file, serializer.toBinary(sample.getValue()), java.nio.file.StandardOpenOption.APPEND);
      }
    }
  }
}
