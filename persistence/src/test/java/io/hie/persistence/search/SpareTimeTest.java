package io.hie.persistence.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpareTimeTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "0.6, 1", "0.75, 0.6", "0.9, 0.2", "1, 0.2", "-1, 1", "NaN, 1"})
  void shouldGiveWayToMessagesTheMoreWhenProcessorsAreBusier(double load, double part) {
    assertEquals(part, new SpareTime(() -> load).part(), 1e-9);
  }
}
