package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hie.actormodel.deployment.Origin;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.item.Targets;
import io.hie.actormodel.library.ItemLibrary;
import io.hie.actormodel.library.JarStatus;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import io.hie.httpapi.Deployments;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars of items that change in the folder of a node that works. */
class ItemJarReloadTest {
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Stamp"] } },
          { "name": "Stamp", "item_type": "PROCESS", "type": "ward.Stamp",
            "host_settings": { "TargetConfigNames": ["Other"] } },
          { "name": "Other", "item_type": "PROCESS", "type": "ward.Other",
            "host_settings": { "TargetConfigNames": ["Counted"] } },
          { "name": "Counted", "item_type": "PROCESS",
            "type": "io.hie.clusternode.ItemJarReloadTest$Counted",
            "host_settings": { "TargetConfigNames": ["EPR"] } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}" } } ] }
      """;

  @TempDir private Path directory;
  @TempDir private Path work;

  private Path stampJar;
  private Path otherJar;
  private ItemJars jars;
  private Receiver epr;
  private Node node;
  private Sender pas;
  private int sent;

  /** Counts how often it was made. */
  public static final class Counted implements Process {
    static final AtomicInteger MADE = new AtomicInteger();
    private final Targets targets;

    public Counted(Targets targets) {
      this.targets = targets;
      MADE.incrementAndGet();
    }

    @Override
    public Handling handle(MessageEnvelope message) {
      return targets.pass();
    }
  }

  @BeforeEach
  void startWithTwoJars() throws Exception {
    Counted.MADE.set(0);
    jars = new ItemJars(work);
    Path items = Files.createDirectory(directory.resolve("items"));
    stampJar = items.resolve("stamp.jar");
    otherJar = items.resolve("other.jar");
    Files.write(stampJar, jars.stamp("Stamp", "one"));
    Files.write(otherJar, jars.stamp("Other", "other"));
    epr = new Receiver(Hospital.ACCEPTS);
    int in = Hospital.freePort();
    node =
        Hospital.start(
            directory.resolve("data"),
            PRODUCTION,
            Map.of("IN", Integer.toString(in), "OUT", Integer.toString(epr.port())),
            Map.of("hie.journal", "jdbc", "hie.items.look-interval", "50ms"),
            ItemLibrary.open(items, getClass().getClassLoader()));
    pas = new Sender(in);
  }

  @AfterEach
  void stop() throws Exception {
    pas.close();
    node.close();
    epr.close();
  }

  @Test
  void shouldRestartExactlyTheItemsOfAJarThatChanged() throws Exception {
    // given
    assertThat(stampOfNextMessage()).isEqualTo("one");
    String other = runs("Other");
    assertThat(runs("Stamp")).startsWith("stamp.jar@");

    // when
    Files.write(stampJar, jars.stamp("Stamp", "two"));
    awaitStamp("two");

    // then the others did not notice, and all connections are those of before
    assertThat(runs("Other")).isEqualTo(other).startsWith("other.jar@");
    assertThat(Counted.MADE).hasValue(1);
    assertThat(epr.connections()).isEqualTo(1);
    assertThat(Hospital.ofPatient(epr.received(), Hospital.PATIENTS.getFirst())).hasSize(sent);

    // and it is on record which code has run since when
    JarStatus status = status(stampJar);
    assertThat(runs("Stamp")).isEqualTo("stamp.jar@" + status.version());
    ProductionRecord.Version version = versionThatRuns();
    assertThat(version.number()).isEqualTo(2);
    assertThat(version.origin()).isEqualTo(Origin.ITEM_JAR);
    assertThat(version.comment())
        .isEqualTo("Stamp: the code of ward.Stamp, now stamp.jar@" + status.version());
  }

  @Test
  void shouldNotTakeAJarBeforeItIsAllThere() throws Exception {
    byte[] next = jars.stamp("Stamp", "two");

    Files.write(stampJar, Arrays.copyOf(next, next.length - 10));
    Awaitility.await().until(() -> !status(stampJar).problem().isEmpty());

    assertThat(status(stampJar).problem()).contains("not all of one");
    assertThat(stampOfNextMessage()).isEqualTo("one");

    Files.write(stampJar, next);
    awaitStamp("two");
    assertThat(status(stampJar).problem()).isEmpty();
  }

  @Test
  void shouldGoOnWithTheEarlierCodeWhenTheNewOneCannotStart() throws Exception {
    // given code that fails when it is made
    Files.write(
        stampJar, jars.stamp("Stamp", "two", "if (true) throw new IllegalStateException();"));
    Awaitility.await().until(() -> record().lastVersion() == 2 && record().pending() == null);

    // then
    assertThat(versionThatRuns().number()).isEqualTo(1);
    assertThat(stampOfNextMessage()).isEqualTo("one");
    assertThat(Counted.MADE).hasValue(1);

    // and code that no production can use is not even tried
    Files.write(stampJar, jars.stamp("Renamed", "three"));
    Awaitility.await().until(() -> status(stampJar).items().contains("ward.Renamed"));
    assertThat(stampOfNextMessage()).isEqualTo("one");
    assertThat(record().lastVersion()).isEqualTo(2);

    // and it is made good by the next jar
    Files.write(stampJar, jars.stamp("Stamp", "four"));
    awaitStamp("four");
    assertThat(versionThatRuns().number()).isEqualTo(3);
  }

  @Test
  void shouldTellItsItemTypesWithTheirSchemas() throws Exception {
    JsonNode all = api("/api/v1/item-types").path("itemTypes");
    assertThat(all)
        .extracting(type -> type.path("name").asText())
        .contains("hl7.mllp.service", "ward.Other", "ward.Stamp");
    JsonNode mllp = api("/api/v1/item-types/hl7.mllp.service");
    assertThat(all).contains(mllp);
    assertThat(mllp.path("kind").asText()).isEqualTo("SERVICE");
    assertThat(mllp.at("/adapterSettings/properties/Port/type").asText()).isEqualTo("integer");
    assertThat(mllp.at("/hostSettings/properties/TargetConfigNames/title").asText()).isNotEmpty();
    assertThat(mllp.has("jar")).isFalse();
    JsonNode stamp = api("/api/v1/item-types/ward.Stamp");
    assertThat(stamp.path("title").asText()).isEqualTo("Stamp");
    assertThat(stamp.path("jar").asText()).isEqualTo(runs("Stamp"));
    assertThat(api("/api/v1/item-types/hl7.mlp.service").path("detail").asText())
        .contains("did you mean \"hl7.mllp.service\"?");

    // and what a changed jar has
    Files.write(stampJar, jars.stamp("Renamed", "two"));
    Awaitility.await()
        .until(
            () -> api("/api/v1/item-types/ward.Renamed").path("kind").asText().equals("PROCESS"));
    assertThat(api("/api/v1/item-types/ward.Stamp").path("status").asInt()).isEqualTo(404);
    JsonNode status = api("/api/v1/status");
    assertThat(status.path("itemJars"))
        .anyMatch(jar -> jar.path("place").asText().equals(stampJar.toString()));
    assertThat(status.at("/productions/0/items/1/jar").asText()).isEqualTo(runs("Stamp"));
  }

  private JsonNode api(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + path))
            .header("Authorization", "Bearer token")
            .build();
    return JsonMapper.builder()
        .build()
        .readTree(
            HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body());
  }

  private void awaitStamp(String version) {
    Awaitility.await().until(() -> stampOfNextMessage().equals(version));
  }

  /** Sends one message, and looks which version of the item it went through. */
  private String stampOfNextMessage() throws Exception {
    int expected = epr.received().size() + 1;
    String id = "M" + sent++;
    assertThat(pas.send(Hospital.admission(Hospital.PATIENTS.getFirst(), id, sent)))
        .isEqualTo("AA");
    Awaitility.await().until(() -> epr.received().size() == expected);
    String received = epr.received().getLast();
    assertThat(Hospital.field(received, "MSH", 10)).isEqualTo(id);
    assertThat(received).contains("ZVR|other\r");
    return Hospital.field(received, "ZVR", 1);
  }

  private String runs(String item) {
    return node.productions().toCompletableFuture().join().getFirst().jars().get(item);
  }

  private JarStatus status(Path jar) {
    return node.itemJars().stream()
        .filter(each -> each.place().equals(jar.toString()))
        .findFirst()
        .orElseThrow();
  }

  private ProductionRecord record() {
    return ((Deployments.Found)
            node.deployments().record("royal", "ADT").toCompletableFuture().join())
        .record();
  }

  private ProductionRecord.Version versionThatRuns() {
    return record().current();
  }
}
