package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.Problem;
import io.hie.protocols.testing.Definitions;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class FileOperationTypeTest {
  private final FileOperationType type = new FileOperationType();

  private List<Problem> problems(String template, String zone) {
    return Definitions.problems(
        type, Map.of("Directory", "out", "FileName", template, "TimeZone", zone));
  }

  @Test
  void shouldBeFoundByItsName() {
    assertThat(ServiceLoader.load(ItemType.class))
        .anyMatch(each -> each.name().equals("file.operation"));
  }

  @Test
  void shouldAcceptTheTemplateOfTheContract() {
    assertThat(problems("{date}/{key-hash}-{message-id}.hl7", "UTC")).isEmpty();
  }

  @Test
  void shouldOfferTheNearestTokenForAnUnknownOne() {
    assertThat(problems("{mesage-id}.hl7", "UTC"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("$.items[0].adapter_settings.FileName");
              assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
              assertThat(problem.message()).contains("{mesage-id}");
              assertThat(problem.hint()).contains("message-id");
            });
  }

  @Test
  void shouldRefuseATemplateThatLeavesItsDirectory() {
    assertThat(problems("../{message-id}", "UTC"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("dot"));
  }

  @Test
  void shouldWarnOfOneNameForAll() {
    assertThat(problems("latest.hl7", "UTC"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING));
  }

  @Test
  void shouldOfferTheNearestTimeZone() {
    assertThat(problems("{message-id}", "Europe/Londn"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).endsWith(".TimeZone");
              assertThat(problem.hint()).contains("Europe/London");
            });
  }
}
