package io.hie.chaostests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.ledger.LoadEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class HopsTest {
  private final Hops hops = new Hops();

  @Test
  void shouldKeepTimesApartByWhereTheHistoryIs() {
    List<LoadEvent> load =
        List.of(
            sent(0, 7, 0),
            answered(0, 2),
            sent(1, 8, 10),
            answered(1, 15),
            sent(2, 7, 20),
            answered(2, 22));
    hops.add(load::forEach, patient -> patient == 7);
    assertThat(hops.text())
        .startsWith(
            "a message whose history is on the other node takes 3.00 ms more to the ACK in the"
                + " mean, 3.00 ms in the median (1 there: mean 5.00,")
        .contains("; 2 here: mean 2.00, p50 2.00,");
  }

  @Test
  void shouldLeaveOutWhatWasSentAgainAndWhatWasNotTaken() {
    List<LoadEvent> load =
        List.of(
            sent(0, 7, 0),
            new LoadEvent.Resent(0, 2, 5_000_000),
            answered(0, 6),
            sent(1, 7, 10),
            new LoadEvent.Answered(1, 11_000_000, "AR"),
            sent(2, 7, 20),
            answered(2, 21));
    hops.add(load::forEach, patient -> true);
    assertThat(hops.text()).contains("; 1 here: mean 1.00,");
  }

  private static LoadEvent sent(long number, int patient, long millis) {
    return new LoadEvent.Sent(number, patient, 1, 0, millis * 1_000_000, 100, 1, "ADT^A08");
  }

  private static LoadEvent answered(long number, long millis) {
    return new LoadEvent.Answered(number, millis * 1_000_000, "AA");
  }
}
