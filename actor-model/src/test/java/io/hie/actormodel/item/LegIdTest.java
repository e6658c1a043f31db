package io.hie.actormodel.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegIdTest {

  @Test
  void shouldNameLegsByTheirWay() {
    assertThat(LegId.first(12, 0).child(2).child(10)).hasToString("12:0.2.10");
  }

  @Test
  void shouldSortByMessageAndThenByPlaceAmongTheOutputs() {
    // given
    List<LegId> inOrder =
        List.of(
            LegId.parse("1:0"),
            LegId.parse("1:0.0"),
            LegId.parse("1:0.0.5"),
            LegId.parse("1:0.2"),
            LegId.parse("1:0.10"), // as numbers, not as text
            LegId.parse("1:1"),
            LegId.parse("1:9.1"),
            LegId.parse("1:10"),
            LegId.parse("2:0"),
            LegId.parse("10:0"));
    List<LegId> mixed = new ArrayList<>(inOrder);

    // when
    Collections.shuffle(mixed, new Random(4));
    Collections.sort(mixed);

    // then
    assertThat(mixed).isEqualTo(inOrder);
    for (LegId a : inOrder) {
      for (LegId b : inOrder) {
        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1:0", "12:0.1", "900000000000000000:10.200.3000"})
  void shouldReadWhatItWrites(String text) {
    assertThat(LegId.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "1",
        "1:",
        ":0",
        "x:0",
        "1:x",
        "1:0.",
        "1:.0",
        "1:0..1",
        "-1:0",
        "+1:0",
        "1:-1",
        "1:0:1",
        "1: 0",
        "1:9999999999",
        "9999999999999999999:0"
      })
  void shouldRefuseWhatIsNoLeg(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LegId.parse(text))
        .withMessageContaining("message:path");
  }
}
