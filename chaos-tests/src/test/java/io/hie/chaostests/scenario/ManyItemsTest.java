package io.hie.chaostests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ManyItemsTest {
  @Test
  void shouldHaveAsManyItemsAsWanted() {
    // No free port that is given to a service begins like this.
    String document = ManyItems.production(100, 1234);

    assertThat(document.split("\"item_type\"", -1)).hasSize(101);
    assertThat(document.split("\"Port\": 1234", -1)).as("operations").hasSize(35);
    assertThat(
            Pattern.compile("\"Port\": \\d+").matcher(document).results().map(MatchResult::group))
        .filteredOn(port -> !port.endsWith(" 1234"))
        .hasSize(33)
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldCountAnItemAsRunningHereOrOnAnotherNode() {
    String status =
        """
        [{"name": "In_0", "phase": "STANDBY"}, {"name": "Router_0", "desired": "RUNNING",
          "phase": "RUNNING"}, {"name": "Out_0", "desired": "RUNNING", "phase": "%s"},
         {"name": "Other", "phase": "RUNNING"}]
        """;

    assertThat(ManyItems.runs(status.formatted("RUNNING"), 3)).isTrue();
    assertThat(ManyItems.runs(status.formatted("STARTING"), 3)).isFalse();
  }
}
