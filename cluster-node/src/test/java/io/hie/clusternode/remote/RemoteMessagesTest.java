package io.hie.clusternode.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Two versions can be in one cluster: whatever is sent between nodes or stored can be read by the
 * version before and the one after. {@code remote-messages.txt} has the bytes of every such class
 * as versions until now write them, one a line: serializer, manifest, CBOR in Base64.
 *
 * <p>A new message, field, case or constant gets its lines by {@code ./mvnw test -pl cluster-node
 * -am -Dtest=RemoteMessagesTest -Dgolden.write=true -Dsurefire.failIfNoSpecifiedTests=false}. Lines
 * that are there stay: they are what the other version sends.
 */
class RemoteMessagesTest {
  private static final Path FILE = Path.of("src/test/resources/remote-messages.txt");
  private static final CBORMapper CBOR = new CBORMapper();
  private static final String HOW =
      """
      If a message is new, or has a new field that may be absent, write its lines (see %s). If a \
      field was renamed, removed or changed in meaning, take that back: nodes of the version before \
      are in the cluster too, and what they stored is in the log. A new message is a new class, and \
      is sent only where a node that does not know it does no harm by dropping it.\
      """
          .formatted(RemoteMessagesTest.class.getSimpleName());

  private static ActorTestKit testKit;
  private static Serialization serialization;
  private static List<Class<?>> classes;
  private static List<Written> now;

  /** What a version wrote of a message. */
  private record Written(int serializer, String manifest, String base64) {
    Written(int serializer, String manifest, byte[] bytes) {
      this(serializer, manifest, Base64.getEncoder().withoutPadding().encodeToString(bytes));
    }

    static Written of(String line) {
      String[] parts = line.split(" ", 3);
      return new Written(Integer.parseInt(parts[0]), parts[1], parts[2]);
    }

    static Written of(Object message) {
      var serializer = serialization.findSerializerFor(message);
      return new Written(
          serializer.identifier(),
          Serializers.manifestFor(serializer, message),
          serialization.serialize(message).get());
    }

    private byte[] bytes() {
      return Base64.getDecoder().decode(base64);
    }

    Object read() {
      return serialization.deserialize(bytes(), serializer, manifest).get();
    }

    JsonNode tree() {
      try {
        return CBOR.readTree(bytes());
      } catch (IOException notCbor) {
        throw new IllegalStateException(manifest + " is not CBOR", notCbor);
      }
    }

    String line() {
      return serializer + " " + manifest + " " + base64;
    }
  }

  @BeforeAll
  static void start() {
    // A name and no network, so that the address of an actor is the same each time.
    testKit =
        ActorTestKit.create(
            "golden",
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    serialization = SerializationExtension.get(Adapter.toClassic(testKit.system()));
    classes = classes();
    RemoteSamples samples = new RemoteSamples(testKit.system().deadLetters());
    now = classes.stream().flatMap(each -> samples.of(each).stream()).map(Written::of).toList();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void shouldReadWhatOtherVersionsSendAndKeepAllOfIt() throws IOException {
    List<String> lost = new ArrayList<>();
    for (Written golden : written()) {
      try {
        missing(golden.tree(), Written.of(golden.read()).tree(), golden.manifest(), lost);
      } catch (RuntimeException unreadable) {
        lost.add(golden.manifest() + ": is not read any more: " + unreadable);
      }
    }
    assertThat(lost).as(HOW).isEmpty();
  }

  @Test
  void shouldReadWhatALaterVersionHasAddedFieldsTo() throws IOException {
    List<String> refused = new ArrayList<>();
    for (Written golden : written()) {
      try {
        Written more =
            new Written(
                golden.serializer(),
                golden.manifest(),
                CBOR.writeValueAsBytes(withMore(golden.tree(), "")));
        assertThat(Written.of(more.read()).tree()).isEqualTo(Written.of(golden.read()).tree());
      } catch (RuntimeException | AssertionError unreadable) {
        refused.add(golden.manifest() + ": " + unreadable);
      }
    }
    assertThat(refused).isEmpty();
  }

  @Test
  void shouldHaveALineOfEveryMessageAsItIsWrittenNow() throws IOException {
    Map<String, List<JsonNode>> known = new TreeMap<>();
    for (Written golden : written()) {
      known.computeIfAbsent(golden.manifest(), any -> new ArrayList<>()).add(golden.tree());
    }
    List<String> missing = new ArrayList<>();
    for (Written each : now) {
      if (!known.getOrDefault(each.manifest(), List.of()).contains(each.tree())) {
        missing.add(each.manifest() + ": no line has it as " + each.tree());
      }
    }
    assertThat(missing).as(HOW).isEmpty();
  }

  @Test
  void shouldHaveFoundTheMessagesOfEveryModule() {
    assertThat(classes)
        .hasSizeGreaterThan(80)
        .extracting(Class::getName)
        .contains(
            "io.hie.sharding.history.HistoryCommand$Accept",
            "io.hie.sharding.single.SeatEntity$Deliver",
            "io.hie.clusternode.cluster.Reporter$Answer",
            "io.hie.actormodel.history.HistoryEvent$Accepted")
        .anyMatch(name -> name.startsWith("io.hie.configuration."));
  }

  @Test
  @EnabledIfSystemProperty(named = "golden.write", matches = "true")
  void writeWhatIsMissing() throws IOException {
    TreeSet<String> lines = new TreeSet<>();
    Set<String> trees = new HashSet<>();
    for (Written golden : written()) {
      lines.add(golden.line());
      trees.add(golden.manifest() + golden.tree());
    }
    for (Written each : now) {
      if (trees.add(each.manifest() + each.tree())) {
        lines.add(each.line());
      }
    }
    Files.createDirectories(FILE.getParent());
    Files.write(FILE, lines);
  }

  private static List<Written> written() throws IOException {
    return Files.exists(FILE)
        ? Files.readAllLines(FILE).stream().map(Written::of).toList()
        : List.of();
  }

  /** All classes of the house that are bound to a serializer, themselves or by what they are. */
  private static List<Class<?>> classes() {
    List<String> bound =
        testKit
            .system()
            .settings()
            .config()
            .getObject("pekko.actor.serialization-bindings")
            .keySet()
            .stream()
            .filter(name -> name.startsWith("io.hie."))
            .toList();
    assertThat(bound).contains("io.hie.sharding.CborSerializable");
    return new ClassFileImporter()
        .importPackages("io.hie").stream()
            .filter(each -> bound.stream().anyMatch(each::isAssignableTo))
            .filter(each -> !each.isInterface())
            .filter(each -> !each.getModifiers().contains(JavaModifier.ABSTRACT))
            .filter(each -> !each.getSource().orElseThrow().toString().contains("test-classes"))
            .sorted((one, other) -> one.getName().compareTo(other.getName()))
            .<Class<?>>map(JavaClass::reflect)
            .toList();
  }

  /** Collects what a version wrote and this one would not write back. */
  private static void missing(JsonNode golden, JsonNode now, String at, List<String> lost) {
    if (golden.isObject() && now.isObject()) {
      golden
          .properties()
          .forEach(
              field -> {
                String place = at + "." + field.getKey();
                if (now.has(field.getKey())) {
                  missing(field.getValue(), now.get(field.getKey()), place, lost);
                } else if (!field.getValue().isNull()) {
                  lost.add(place + ": is sent by another version and read by this one no more");
                }
              });
    } else if (golden.isArray() && now.isArray() && golden.size() == now.size()) {
      for (int i = 0; i < golden.size(); i++) {
        missing(golden.get(i), now.get(i), at + "[" + i + "]", lost);
      }
    } else if (!golden.equals(now)) {
      lost.add(at + ": was " + golden + " and is read as " + now);
    }
  }

  /**
   * The same with a field more in every object, which this version does not know; not in maps,
   * whose samples have one key, called as their field is, or 5.
   */
  private static JsonNode withMore(JsonNode tree, String name) {
    if (tree instanceof ObjectNode object) {
      object.properties().forEach(field -> withMore(field.getValue(), field.getKey()));
      if (!object.isEmpty() && !object.has(name) && !object.has("5")) {
        object.put("addedByALaterVersion", 1);
      }
    } else {
      tree.forEach(each -> withMore(each, name));
    }
    return tree;
  }
}
