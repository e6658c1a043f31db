package io.hie.actormodel.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProductionGraphTest {
  private final ProductionGraph graph =
      ProductionGraph.of(
          ordered(
              Map.of(
                  "In", List.of("Router"),
                  "Other", List.of("Files"),
                  "Router", List.of("Transform", "Files"),
                  "Transform", List.of("Out", "Files"),
                  "Out", List.of(),
                  "Files", List.of())));

  @Test
  void shouldKnowTargetsAndEverythingUpstream() {
    assertThat(graph.targets("Router")).containsExactly("Transform", "Files");
    assertThat(graph.entryItems("In")).containsExactly("Router");
    assertThat(graph.upstreamOf("In")).isEmpty();
    assertThat(graph.upstreamOf("Out")).containsExactlyInAnyOrder("In", "Router", "Transform");
    assertThat(graph.upstreamOf("Files"))
        .containsExactlyInAnyOrder("In", "Router", "Transform", "Other")
        .doesNotContain("Files", "no item at all");
    assertThat(graph.reaches("In", "Out")).isTrue();
    assertThat(graph.reaches("Out", "In")).isFalse();
    assertThat(graph.reaches("In", "In")).isFalse();
  }

  @Test
  void shouldPutEveryItemAfterThoseThatSendToIt() {
    List<String> order = graph.downstreamOrder();

    assertThat(order).containsExactlyInAnyOrderElementsOf(graph.items());
    for (String item : graph.items()) {
      for (String target : graph.targets(item)) {
        assertThat(order.indexOf(target)).isGreaterThan(order.indexOf(item));
      }
    }
  }

  @Test
  void shouldAgreeWithASearchOnRandomGraphs() {
    long seed = Long.getLong("hie.seed", new Random().nextLong());
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Map<String, List<String>> edges = new LinkedHashMap<>();
      int size = 1 + random.nextInt(12);
      for (int i = 0; i < size; i++) {
        int from = i;
        edges.put(
            "item" + i,
            IntStream.range(i + 1, size)
                .filter(to -> random.nextInt(3) == 0 && to > from)
                .mapToObj(to -> "item" + to)
                .toList());
      }
      ProductionGraph each = ProductionGraph.of(edges);
      for (String item : edges.keySet()) {
        Set<String> reachable = new HashSet<>();
        search(item, edges, reachable);
        for (String other : edges.keySet()) {
          assertThat(each.upstreamOf(other).contains(item))
              .as("seed %d: %s from %s in %s", seed, other, item, edges)
              .isEqualTo(reachable.contains(other));
        }
      }
    }
  }

  @Test
  void shouldBearAChainOfThousands() {
    Map<String, List<String>> edges = new LinkedHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      edges.put("item" + i, i == 9_999 ? List.of() : List.of("item" + (i + 1)));
    }

    assertThat(ProductionGraph.of(edges).upstreamOf("item9999")).hasSize(9_999);
  }

  @Test
  void shouldRefuseCyclesAndStrangers() {
    assertThatThrownBy(
            () -> ProductionGraph.of(ordered(Map.of("A", List.of("B"), "B", List.of("A")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cycle");
    assertThatThrownBy(() -> ProductionGraph.of(Map.of("A", List.of("B"))))
        .hasMessageContaining("no item B");
    assertThatThrownBy(() -> graph.targets("Nobody")).hasMessageContaining("no item Nobody");
  }

  private static void search(String from, Map<String, List<String>> edges, Set<String> found) {
    for (String target : edges.get(from)) {
      if (found.add(target)) {
        search(target, edges, found);
      }
    }
  }

  private static Map<String, List<String>> ordered(Map<String, List<String>> edges) {
    return new LinkedHashMap<>(edges);
  }
}
