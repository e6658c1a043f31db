package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.Problem;
import io.hie.protocols.testing.Definitions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileServiceTypeTest {
  private final FileServiceType type = new FileServiceType();

  private List<Problem> problems(String key, Object value) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("Directory", "/data/in");
    settings.put("ArchiveDirectory", "/data/archive");
    settings.put("ErrorDirectory", "/data/errors");
    settings.put("Recursive", key.startsWith("Recursive:"));
    settings.put(key.replace("Recursive:", ""), value);
    return Definitions.problems(type, settings);
  }

  @Test
  void shouldBeFoundByItsName() {
    assertThat(ServiceLoader.load(ItemType.class))
        .anyMatch(each -> each.name().equals("file.service"));
  }

  @Test
  void shouldClaimItsDirectory() {
    Map<String, ?> settings =
        Map.of("Directory", "in/./x", "ArchiveDirectory", "a", "ErrorDirectory", "e");

    assertThat(type.exclusiveEndpoint(Definitions.of(type, settings)))
        .isEqualTo("directory " + Path.of("in/x").toAbsolutePath());
  }

  @ParameterizedTest
  @CsvSource({
    "ArchiveDirectory, /data/in",
    "ErrorDirectory, /data/in/../in",
    "Recursive:ArchiveDirectory, /data/in/archive",
    "Recursive:ErrorDirectory, /data/in/errors",
    "ArchiveDirectory, /data/in/.hie-working/x"
  })
  void shouldRefuseDirectoriesWhoseFilesWouldBeTakenAgain(String key, String value) {
    assertThat(problems(key, value))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
              assertThat(problem.path()).endsWith(key.replace("Recursive:", ""));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "ArchiveDirectory, /data/in/archive",
    "Recursive:ArchiveDirectory, /data/archive",
    "ErrorDirectory, /data/archive",
    "Pattern, '*.{hl7,txt}'",
    "ContentType, application/fhir+json"
  })
  void shouldAcceptTheOthers(String key, String value) {
    assertThat(problems(key, value)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "*.{hl7", "", "a/*.hl7"})
  void shouldRefuseWhatIsNoPatternOfNames(String pattern) {
    assertThat(problems("Pattern", pattern))
        .singleElement()
        .satisfies(problem -> assertThat(problem.path()).endsWith("Pattern"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hl7", "", "text/plain; charset=x"})
  void shouldRefuseWhatIsNoMediaType(String contentType) {
    assertThat(problems("ContentType", contentType))
        .singleElement()
        .satisfies(problem -> assertThat(problem.path()).endsWith("ContentType"));
  }

  @ParameterizedTest
  @CsvSource({"PollInterval, 0", "MaxPipelined, 0", "Order, size", "BatchFaults, ignore"})
  void shouldRefuseValuesOutOfRange(String key, String value) {
    Object number = value.matches("\\d+") ? (Object) Integer.valueOf(value) : value;
    assertThat(problems(key, number)).isNotEmpty();
  }
}
