package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hie.actormodel.history.HistoryEvent.LinkEnded;
import io.hie.actormodel.history.HistoryEvent.LinkFollowed;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.key.NhsNumber;
import io.hie.sharding.history.LinkTest.Stuck;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The two numbers of a merge have their histories on different nodes, one of which dies. */
class LinkOfTwoNodesTest {
  private final Stuck stuck = new Stuck().at("open", "merge");
  private final Receiver out = new Receiver().answeringLater(stuck::answer);
  private final TwoNodes nodes = new TwoNodes("", "\"PoolSize\": 8", out);
  private final Engine first = nodes.first;
  private final Engine second = nodes.second;
  private final Flow flow = nodes.flow;
  private final Flow other = nodes.other;

  @AfterEach
  void stop() {
    nodes.close();
  }

  @Test
  void shouldKeepTheOrderWhenTheNodeOfTheNumberThatGoesDies() {
    keepsTheOrder(nodes.on(second), nodes.on(first), false);
  }

  @Test
  void shouldKeepTheOrderWhenTheNodeOfTheNumberThatStaysDies() {
    keepsTheOrder(nodes.on(first), nodes.on(second), true);
  }

  /** The second node dies while something waits on it, and the first one takes over. */
  private void keepsTheOrder(NhsNumber gone, NhsNumber kept, boolean keptDies) {
    // given: the merge waits for the one, and something of the other for the merge
    int before = out.texts().size();
    flow.stored(gone, "1", "open");
    assertThat(flow.merge(gone, kept, "merge").join()).isInstanceOf(Acceptance.Stored.class);
    Flow ofGone = keptDies ? flow : other;
    await().until(() -> !ofGone.events(gone, LinkFollowed.class).isEmpty());
    flow.stored(gone, "2", "later");
    await().during(200, TimeUnit.MILLISECONDS).until(() -> since(before).equals(List.of("open")));

    // when
    second.known.addAll(first.known);
    Address address = Cluster.get(second.system()).selfMember().address();
    Engine.Log log = second.crash();
    first.takeUp(log);
    Cluster.get(first.system()).manager().tell(new Down(address));

    // then: what was under way on the dead node comes again, and all is in order
    await().until(() -> Cluster.get(first.system()).state().members().size() == 1);
    stuck.letGo("open");
    await().until(() -> since(before).contains("merge"));
    await().during(200, TimeUnit.MILLISECONDS).until(() -> !since(before).contains("later"));
    stuck.letGo("merge");
    await().until(() -> since(before).contains("later"));
    assertThat(since(before).stream().distinct()).containsExactly("open", "merge", "later");
    for (NhsNumber patient : List.of(gone, kept)) {
      await().until(() -> !flow.events(patient, LinkEnded.class).isEmpty());
      assertThat(flow.events(patient, LinkEnded.class))
          .singleElement()
          .satisfies(ended -> assertThat(ended.inOrder()).isTrue());
    }
  }

  private List<String> since(int before) {
    List<String> all = out.texts();
    return all.subList(before, all.size()).stream()
        .filter(text -> !text.startsWith("warm"))
        .toList();
  }
}
