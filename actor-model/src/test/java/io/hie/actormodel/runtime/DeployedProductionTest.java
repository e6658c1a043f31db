package io.hie.actormodel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.production.ProductionSettings.ShardingStrategy;
import io.hie.actormodel.runtime.DeployedProduction.DeployedItem;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Along which ways what was accepted earlier is waited for, over several documents. */
class DeployedProductionTest {

  /** A production of operations, each with what is upstream of it. */
  private static DeployedProduction of(Map<String, Set<String>> upstream) {
    Map<String, DeployedItem> items = new HashMap<>();
    upstream.forEach(
        (name, from) ->
            items.put(name, new DeployedItem(ItemKind.OPERATION, Running.host(""), from)));
    return new DeployedProduction("ward", "P", ShardingStrategy.PATIENT_ID, 100, items);
  }

  private static DeployedProduction viaFirst() {
    return of(Map.of("In", Set.of(), "First", Set.of("In"), "Epr", Set.of("In", "First")));
  }

  private static DeployedProduction firstGoesElsewhere() {
    return of(
        Map.of(
            "In", Set.of(),
            "First", Set.of("In"),
            "Epr", Set.of("In"),
            "Archive", Set.of("In", "First")));
  }

  @Test
  void shouldWaitForEarlierMessagesAlongTheWaysOfBothDocuments() {
    // when
    DeployedProduction next = firstGoesElsewhere().after(viaFirst());

    // then
    assertThat(next.upstream("Epr", true)).containsExactlyInAnyOrder("In", "First");
    assertThat(next.upstream("Epr", false)).containsExactly("In");
  }

  @Test
  void shouldWaitForEarlierMessagesAlongTheWaysOfAllDocumentsThatTheyMayHaveMet() {
    // when a second and a third change come before a history has heard what First decided
    DeployedProduction second = firstGoesElsewhere().after(viaFirst());
    DeployedProduction third = firstGoesElsewhere().after(second);
    DeployedProduction fourth = firstGoesElsewhere().after(third);

    // then
    assertThat(third.upstream("Epr", true)).containsExactlyInAnyOrder("In", "First");
    assertThat(fourth.upstream("Epr", true)).containsExactlyInAnyOrder("In", "First");
    assertThat(fourth.generation()).isEqualTo(3);
  }

  @Test
  void shouldFollowWaysThroughAnItemThatIsGone() {
    // given a way through an item that the next document does not have
    DeployedProduction through =
        of(
            Map.of(
                "First", Set.of(),
                "Middle", Set.of("First"),
                "Epr", Set.of("First", "Middle")));
    DeployedProduction without = of(Map.of("First", Set.of(), "Epr", Set.of()));

    // when
    DeployedProduction next = without.after(through);

    // then: only what is there is waited for
    assertThat(next.upstream("Epr", true)).containsExactly("First");
    assertThat(next.upstream("Middle", true)).isEmpty();
  }
}
