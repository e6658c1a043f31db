package io.hie.actormodel.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KEYS =
      List.of("Port", "PoolSize", "QueueSize", "QueueType", "TargetConfigNames", "max_projects");

  @ParameterizedTest
  @CsvSource({
    "port, Port",
    "Prot, Port",
    "PoolSiz, PoolSize",
    "pool_size, PoolSize",
    "QueueTyep, QueueType",
    "targetConfigName, TargetConfigNames",
    "MaxProjects, max_projects",
  })
  void shouldFindWhatWasMeant(String given, String meant) {
    assertThat(Nearest.to(given, KEYS)).contains(meant);
  }

  @Test
  void shouldNotGuessWildly() {
    assertThat(Nearest.to("Colour", KEYS)).isEmpty();
    assertThat(Nearest.to("x".repeat(1_000_000), KEYS)).isEmpty();
    assertThat(Nearest.to("", KEYS)).isEmpty();
    assertThat(Nearest.hint("Colour", List.of("A", "B"))).isEqualTo("known here: A, B");
  }

  @ParameterizedTest
  @CsvSource({"ab, ab, 0", "ab, ba, 1", "abc, ac, 1", "'', abc, 3", "kitten, sitting, 3"})
  void shouldCountInsertionsDeletionsReplacementsAndSwaps(String a, String b, int distance) {
    assertThat(Nearest.distance(a, b)).isEqualTo(distance);
    assertThat(Nearest.distance(b, a)).isEqualTo(distance);
  }
}
