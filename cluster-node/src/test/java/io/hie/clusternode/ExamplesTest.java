package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples run as they are. */
final class ExamplesTest {
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Repository.root().resolve("examples"))) {
      return files
          .filter(each -> Files.isRegularFile(each) && !each.toString().endsWith(".md"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void shouldBeAcceptedWithoutAWarning(Path example) {
    Verdict verdict = read(example);
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    assertThat(verdict.problems()).isEmpty();
  }

  @Test
  void shouldSayTheSameInJsonAndYaml() {
    Production json = accepted("adt.json");
    Production yaml = accepted("adt.yaml");
    assertThat(yaml.name()).isEqualTo(json.name());
    assertThat(yaml.workspace()).isEqualTo(json.workspace());
    assertThat(yaml.settings()).isEqualTo(json.settings());
    // not of items, whose text form leaves the settings out
    assertThat(yaml.items()).extracting(ItemDefinition::adapter).isEqualTo(adapters(json));
    assertThat(yaml.items()).isEqualTo(json.items());
  }

  private static List<Record> adapters(Production production) {
    return production.items().stream().map(ItemDefinition::adapter).toList();
  }

  private static Production accepted(String name) {
    return switch (read(Repository.root().resolve("examples").resolve(name))) {
      case Verdict.Accepted accepted -> accepted.production();
      case Verdict.Refused refused -> throw new AssertionError(refused.problems());
    };
  }

  private static Verdict read(Path example) {
    ItemTypes types = ItemTypes.installed(ExamplesTest.class.getClassLoader());
    return new ProductionReader(types, NO_ENVIRONMENT).read(example);
  }
}
