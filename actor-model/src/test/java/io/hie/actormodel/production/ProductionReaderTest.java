package io.hie.actormodel.production;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.production.HostSettings.OverflowStrategy;
import io.hie.actormodel.production.HostSettings.QueueType;
import io.hie.actormodel.production.ProductionSettings.ShardingStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductionReaderTest {
  private static final ProductionReader READER =
      new ProductionReader(FakeTypes.all(), Map.of("SEASIDE_PORT", "12575"));

  @Test
  void shouldLoadTheExampleWithNothingToSay() throws IOException {
    // when
    Production production = accepted(READER.read(resource("adt.json")));

    // then
    assertThat(production.name()).isEqualTo("Seaside-ADT");
    assertThat(production.workspace().id()).isEqualTo("seaside-hospital");
    assertThat(production.settings().shardingStrategy()).isEqualTo(ShardingStrategy.PATIENT_ID);
    assertThat(production.settings().shardCount()).isEqualTo(32);
    assertThat(production.items())
        .extracting(ItemDefinition::name)
        .containsExactly("Ward_In", "Split", "Records_Out", "Files");
    assertThat(production.item("Ward_In").orElseThrow().adapter())
        .asInstanceOf(type(FakeTypes.MllpIn.class))
        .satisfies(
            in -> {
              assertThat(in.port()).isEqualTo(12575);
              assertThat(in.charset()).isEqualTo(UTF_8);
              assertThat(in.idleTimeout()).isEqualTo(Duration.ofMinutes(10));
            });
    assertThat(production.item("Records_Out").orElseThrow().adapter())
        .isEqualTo(new FakeTypes.MllpOut("127.0.0.1", 2576, Duration.ofMillis(12_500), 4));
    ItemDefinition split = production.item("Split").orElseThrow();
    assertThat(split.kind()).isEqualTo(ItemKind.PROCESS);
    assertThat(split.path()).isEqualTo("$.items[1]");
    assertThat(split.host().queueType()).isEqualTo(QueueType.PRIORITY);
    assertThat(split.host().overflowStrategy()).isEqualTo(OverflowStrategy.REJECT_NEW);
    assertThat(split.host().restartDelay()).isEqualTo(Duration.ofMillis(500));
    assertThat(split.host().poolSize()).isEqualTo(1);
    assertThat(split.own())
        .extracting("rules", as(type(JsonNode.class)))
        .satisfies(rules -> assertThat(rules).hasSize(2));
    assertThat(production.unavailable()).isEmpty();
    assertThat(production.types()).containsKey("hl7.mllp.service");
  }

  @Test
  void shouldReadTheSameFromYamlAsFromJson() throws IOException {
    Production json = accepted(READER.read(resource("adt.json")));
    Production yaml = accepted(READER.read(resource("adt.yaml")));

    assertThat(yaml.items()).isEqualTo(json.items());
    assertThat(yaml.settings()).isEqualTo(json.settings());
    assertThat(yaml.workspace()).isEqualTo(json.workspace());
    assertThat(yaml.graph().downstreamOrder()).isEqualTo(json.graph().downstreamOrder());
  }

  @Test
  void shouldTellJsonFromYamlByWhatIsInIt(@TempDir Path folder) throws IOException {
    // given names that say the opposite
    Path json = Files.write(folder.resolve("adt.yaml"), resource("adt.json"));
    Path yaml = Files.write(folder.resolve("adt.json"), resource("adt.yaml"));

    // then
    accepted(READER.read(json));
    accepted(READER.read(yaml));
  }

  @Test
  void shouldReadYamlsOwnBracesInAYamlFile(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(folder.resolve("p.yml"), "{name: Empty, workspace: w, items: []}");

    assertThat(READER.read(file))
        .asInstanceOf(type(Verdict.Accepted.class))
        .satisfies(accepted -> assertThat(accepted.production().name()).isEqualTo("Empty"));
  }

  @Test
  void shouldTakeCommentsTrailingCommasAndAByteOrderMark() {
    String document =
        "\uFEFF// before\n/* and\n more */ { \"name\": \"A\", // the name\n"
            + " \"workspace\": /* here */ \"w\",\n # like this too\n \"items\": [], }";

    Verdict verdict = READER.read(document.getBytes(UTF_8));

    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void shouldLoadTheProductionOfTheContract() throws IOException {
    Path contract = shared().resolve("contract/production-adt.json");
    Assumptions.assumeTrue(Files.exists(contract), "no " + contract + " here");

    Production production = accepted(READER.read(contract));

    assertThat(production.items()).hasSize(4);
    assertThat(production.graph().targets("ADT_Router")).containsExactly("EPR_Out", "Archive");
  }

  @Test
  void shouldRefuseAFileThatIsNotThere(@TempDir Path folder) {
    assertThat(READER.read(folder.resolve("none.json")).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).startsWith("there is no file"));
    assertThat(READER.read(folder)).isInstanceOf(Verdict.Refused.class);
  }

  static Production accepted(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted accepted -> {
        assertThat(accepted.warnings()).isEmpty();
        yield accepted.production();
      }
      case Verdict.Refused refused -> throw new AssertionError("refused: " + refused.problems());
    };
  }

  static byte[] resource(String name) throws IOException {
    try (var in = ProductionReaderTest.class.getResourceAsStream("/production/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  /** The nearest folder upwards that holds the shared papers, if there is one. */
  static Path shared() {
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(here, up -> up != null, Path::getParent)
        .map(up -> up.resolve("shared"))
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(here.resolve("shared"));
  }
}
