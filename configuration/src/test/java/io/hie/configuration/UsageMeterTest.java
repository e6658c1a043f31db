package io.hie.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UsageMeterTest {
  private static final LocalDate DAY = LocalDate.parse("2026-11-28");

  private final Map<String, Long> written = new TreeMap<>();
  private final Map<String, Long> ofOthers = new TreeMap<>();
  private final Map<String, Long> quotas = new TreeMap<>();
  private Instant now = Instant.parse("2026-11-28T23:59:58Z");
  private boolean away;

  private final UsageMeter meter =
      new UsageMeter(
          quotas::get,
          new UsageMeter.Store() {
            @Override
            public void put(List<UsageMeter.Used> counted) {
              if (away) {
                throw new IllegalStateException("away");
              }
              counted.forEach(
                  each -> written.put(each.workspace() + " " + each.day(), each.messages()));
            }

            @Override
            public List<UsageMeter.Used> read(LocalDate from, LocalDate to, boolean others) {
              List<UsageMeter.Used> used = new ArrayList<>();
              ofOthers.forEach((name, count) -> used.add(new UsageMeter.Used(name, from, count)));
              return used;
            }
          },
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this; // it has one zone
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  private void count(String workspace, int messages) {
    for (int i = 0; i < messages; i++) {
      meter.of(workspace).count();
    }
  }

  @Test
  void shouldRefuseWhenAllNodesTogetherHaveTakenInWhatTheyMay() {
    // given
    quotas.put("royal", 10L);
    ofOthers.put("royal", 6L);
    meter.exchange();
    count("royal", 3);
    count("seaside", 100);

    // then
    assertThat(meter.of("royal").refusal()).isNull();
    count("royal", 1);
    assertThat(meter.of("royal").refusal())
        .contains("royal", "quota of 10 messages a day", "--messages-per-day");
    assertThat(meter.of("seaside").refusal()).isNull();
    quotas.put("royal", 11L);
    assertThat(meter.of("royal").refusal()).isNull();
  }

  @Test
  void shouldBeginAnewAtMidnightAndStillWriteTheDayBefore() {
    // given
    quotas.put("royal", 2L);
    count("royal", 2);
    assertThat(meter.of("royal").refusal()).isNotNull();

    // when
    now = now.plusSeconds(3);

    // then
    assertThat(meter.of("royal").refusal()).isNull();
    count("royal", 1);
    meter.exchange();
    meter.exchange();
    assertThat(written)
        .containsOnly(Map.entry("royal " + DAY, 2L), Map.entry("royal " + DAY.plusDays(1), 1L));
  }

  @Test
  void shouldWriteOnceMoreAtTheEndAndNotAgain() {
    // given
    count("royal", 3);
    // when
    meter.close().toCompletableFuture().join();
    // then
    assertThat(written).containsOnly(Map.entry("royal 2026-11-28", 3L));
    count("royal", 1);
    meter.exchange();
    assertThat(written).containsOnly(Map.entry("royal 2026-11-28", 3L));
  }

  @Test
  void shouldCountWhileTheDatabaseIsAway() {
    away = true;
    count("royal", 2);
    meter.exchange();
    now = now.plusSeconds(3);
    count("royal", 5);
    meter.exchange();
    assertThat(written).isEmpty();
    away = false;
    meter.exchange();
    assertThat(written)
        .containsOnly(Map.entry("royal " + DAY, 2L), Map.entry("royal " + DAY.plusDays(1), 5L));
  }
}
