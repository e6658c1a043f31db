package io.hie.clusternode.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.Address;
import org.junit.jupiter.api.Test;

class CrashRuleTest {
  @Test
  void shouldLetTheGreaterSideGoOnAndNeverTheSmaller() {
    assertThat(CrashRule.MAJORITY.goesOn(nodes(1, 2), nodes(0))).isTrue();
    assertThat(CrashRule.MAJORITY.goesOn(nodes(0), nodes(1, 2))).isFalse();
  }

  @Test
  void shouldLetTheSideWithTheLowestAddressGoOnOfTwoEqualOnes() {
    assertThat(CrashRule.MAJORITY.goesOn(nodes(0, 3), nodes(1, 2))).isTrue();
    assertThat(CrashRule.MAJORITY.goesOn(nodes(1, 2), nodes(0, 3))).isFalse();
  }

  @Test
  void shouldLetTheSideOfTheOldestGoOn() {
    assertThat(CrashRule.OLDEST.goesOn(nodes(0, 3), nodes(1, 2, 4))).isTrue();
    assertThat(CrashRule.OLDEST.goesOn(nodes(1, 2, 4), nodes(0, 3))).isFalse();
    assertThat(CrashRule.OLDEST.goesOn(nodes(0), nodes(1))).isTrue();
    assertThat(CrashRule.OLDEST.goesOn(nodes(1), nodes(0))).isFalse();
  }

  @Test
  void shouldLetTheOthersGoOnWhenTheOldestIsAloneAmongThree() {
    assertThat(CrashRule.OLDEST.goesOn(nodes(1, 2), nodes(0))).isTrue();
    assertThat(CrashRule.OLDEST.goesOn(nodes(0), nodes(1, 2))).isFalse();
  }

  @Test
  void shouldNeverLetBothSidesGoOn() {
    for (CrashRule rule : CrashRule.values()) {
      for (int all = 1; all <= 6; all++) {
        for (int side = 1; side < (1 << all) - 1; side++) {
          int[] here = members(all, side);
          int[] gone = members(all, ~side);
          assertThat(rule.goesOn(nodes(here), nodes(gone)) && rule.goesOn(nodes(gone), nodes(here)))
              .as("%s: %s and %s", rule, Arrays.toString(here), Arrays.toString(gone))
              .isFalse();
        }
      }
    }
  }

  @Test
  void shouldLeaveItToTheLease() {
    assertThat(CrashRule.of("lease-majority")).isEqualTo(CrashRule.NONE);
    assertThat(CrashRule.NONE.goesOn(nodes(0, 1), nodes(2))).isFalse();
  }

  private static int[] members(int all, int bits) {
    return IntStream.range(0, all).filter(each -> (bits >> each & 1) == 1).toArray();
  }

  private static List<CrashRule.Node> nodes(int... ages) {
    return Arrays.stream(ages)
        .mapToObj(age -> new CrashRule.Node(new Address("pekko", "hie", "h", 7000 + age), age))
        .toList();
  }
}
