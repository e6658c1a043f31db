package io.hie.examples.items;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.itemtestkit.ItemTestKit;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WardFilterTest {
  @Test
  void shouldPassWhatConcernsItsWards() {
    try (ItemTestKit filter =
        ItemTestKit.of(WardFilter.class).set("Wards", List.of("A1", "WARD7")).start()) {
      filter.send(Samples.admission("WARD7")).expectTargets("Out");
      filter.send(Samples.admission("WARD8")).expectFiltered("not of our wards");
      filter.send("no HL7").expectRetry("item-error");
    }
  }

  @Test
  void shouldNeedItsWards() {
    assertThat(ItemTestKit.of(WardFilter.class).problems())
        .singleElement()
        .hasToString(
            "$.items[0].host_settings.Wards: is missing"
                + " (Wards: Wards (PV1-3.1) whose messages pass.)");
  }
}
