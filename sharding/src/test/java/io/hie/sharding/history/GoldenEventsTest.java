package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.history.HistoryEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
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
 * What was ever stored can be read: bytes written by earlier versions lie under {@code golden},
 * with serializer and manifest as the journal keeps them in {@code index.properties}. If one of
 * these fails, a class was changed in a way that loses sight of every log there is; mend it with a
 * migration, never by writing a file anew.
 *
 * <p>A new event gets its files by {@code ./mvnw test -pl actor-model,sharding
 * -Dtest=GoldenEventsTest -Dgolden.write=true}, which leaves those alone that are there.
 */
class GoldenEventsTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

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

  @ParameterizedTest
  @MethodSource("names")
  void shouldReadWhatWasStored(String name) throws IOException {
    // given
    String[] format = index().getProperty(name, "0 none").split(" ", 2);
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(name + ".cbor"));

    // when
    Object read = serialization.deserialize(bytes, Integer.parseInt(format[0]), format[1]).get();

    // then
    assertThat(read).isEqualTo(GoldenSamples.all().get(name));
  }

  @Test
  void shouldHaveABinaryOfEveryEvent() {
    // given
    Set<Class<?>> events = new HashSet<>();
    leaves(HistoryEvent.class, events);

    // then
    List<Class<?>> sampled = new ArrayList<>();
    GoldenSamples.all().values().forEach(sample -> sampled.add(sample.getClass()));
    assertThat(events).hasSizeGreaterThan(8);
    assertThat(sampled).containsAll(events).contains(HistorySnapshot.class);
    assertThat(index().stringPropertyNames()).containsExactlyInAnyOrderElementsOf(names().toList());
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.write", matches = "true")
  void writeWhatIsMissing() throws IOException {
    for (Map.Entry<String, Object> sample : GoldenSamples.all().entrySet()) {
      Path file = FOLDER.resolve(sample.getKey() + ".cbor");
      if (Files.notExists(file)) {
        var serializer = serialization.findSerializerFor(sample.getValue());
        Files.write(file, serializer.toBinary(sample.getValue()));
        Files.writeString(
            FOLDER.resolve("index.properties"),
            "%s=%d %s%n"
                .formatted(
                    sample.getKey(),
                    serializer.identifier(),
                    Serializers.manifestFor(serializer, sample.getValue())),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    }
  }

  static Stream<String> names() {
    return GoldenSamples.all().keySet().stream();
  }

  private static void leaves(Class<?> sealed, Set<Class<?>> found) {
    if (sealed.isSealed()) {
      for (Class<?> permitted : sealed.getPermittedSubclasses()) {
        leaves(permitted, found);
      }
    } else {
      found.add(sealed);
    }
  }

  private static Properties index() {
    Properties index = new Properties();
    try (InputStream in = Files.newInputStream(FOLDER.resolve("index.properties"))) {
      index.load(in);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
    return index;
  }
}
