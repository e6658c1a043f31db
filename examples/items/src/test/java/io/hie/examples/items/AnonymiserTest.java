package io.hie.examples.items;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.itemtestkit.ItemTestKit;
import org.junit.jupiter.api.Test;

final class AnonymiserTest {
  @Test
  void shouldTakeOutWhoThePatientIsAndKeepTheRest() {
    try (ItemTestKit item = ItemTestKit.of(Anonymiser.class).start()) {
      String anonymous = item.send(Samples.admission("WARD7")).expectOutput("Out");
      assertThat(anonymous)
          .contains("ANON", "|1952|", "WARD7^BAY2^4", "EX-1")
          .doesNotContain("9990000018", "ELLERBY", "ALMA", "ALLY", "Alma", "MILL", "0614", "IVO");
    }
  }

  @Test
  void shouldKeepNotesIfToldSo() {
    try (ItemTestKit item =
        ItemTestKit.of(Anonymiser.class).set("DropNotes", false).set("Name", "TEST").start()) {
      assertThat(item.send(Samples.admission("WARD7")).expectOutput("Out"))
          .contains("NTE|1||", "|TEST|");
    }
  }
}
