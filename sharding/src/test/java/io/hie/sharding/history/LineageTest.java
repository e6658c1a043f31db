package io.hie.sharding.history;

import static io.hie.sharding.history.Events.accepted;
import static io.hie.sharding.history.Events.delivered;
import static io.hie.sharding.history.Events.failed;
import static io.hie.sharding.history.Events.handled;
import static io.hie.sharding.history.Events.parked;
import static io.hie.sharding.history.Events.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.history.HistoryEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What became of a message, now and at any moment before. */
class LineageTest {
  private static final List<HistoryEvent> EVENTS =
      List.of(
          accepted(1, "Map", "Archive"),
          accepted(2, "Map"),
          handled("1:0", "Map", to("Out", "made"), to("Copy")),
          delivered("1:1", "Archive"),
          failed("1:0.0", "Out", 1),
          parked("1:0.0", "Out"),
          delivered("1:0.1", "Copy"));

  @Test
  void shouldGrowATreeOfAllThatCameOfAMessage() {
    // when
    Lineage lineage = of("1", Moment.now());

    // then
    assertThat(lineage.legs()).extracting(Lineage.Node::item).containsExactly("Map", "Archive");
    Lineage.Node map = lineage.legs().getFirst();
    assertThat(map.state()).isEqualTo("HANDLED");
    assertThat(map.next())
        .extracting(node -> node.item() + " " + node.state() + " " + node.messageId())
        .containsExactly("Out DEAD_LETTERED m1.0.0", "Copy DELIVERED m1");
    assertThat(map.next().getFirst().derived()).isTrue();
    assertThat(map.next().getFirst().event()).isEqualTo(6);
  }

  @Test
  void shouldShowTheTreeAsItWasAtAnEvent() {
    // when
    Lineage lineage = of("m1", new Moment.AtEvent(5));

    // then
    Lineage.Node out = lineage.legs().getFirst().next().getFirst();
    assertThat(out.state()).isEqualTo("OPEN");
    assertThat(out.attempts()).isEqualTo(1);
    assertThat(of("m1", new Moment.AtEvent(2)).legs().getFirst().state()).isEqualTo("OPEN");
  }

  @Test
  void shouldFindTheMessageThatAnotherWasMadeOf() {
    assertThat(of("m1.0.0", Moment.now()).beginning().message()).isEqualTo(1);
    assertThat(new LineageFold("m3").lineage()).isEmpty();
  }

  @Test
  void shouldIncludeWhatHappenedUpToATimeAndNothingAfterIt() {
    // given
    Instant noon = Instant.parse("2026-03-01T12:00:00Z");
    HistoryEvent before = accepted(1, "f", noon, "Out");
    HistoryEvent after = accepted(2, "g", noon.plusMillis(1), "Out");

    // then
    Moment moment = new Moment.AtTime(noon);
    assertThat(moment.includes(new Histories.Entry(1, before))).isTrue();
    assertThat(moment.includes(new Histories.Entry(2, after))).isFalse();
  }

  @Test
  void shouldKeepOnlyWhatBelongsToTheMessageHoweverLongTheHistoryIs() {
    // given
    LineageFold fold = new LineageFold("1");
    fold.add(new Histories.Entry(1, accepted(1, "Out")));

    // when: a hundred thousand events of other messages
    for (long i = 1; i <= 50_000; i++) {
      fold.add(new Histories.Entry(i * 2, accepted(i + 1, "Out")));
      fold.add(new Histories.Entry(i * 2 + 1, delivered((i + 1) + ":0", "Out")));
    }

    // then
    assertThat(fold.size()).isEqualTo(1);
  }

  private static Lineage of(String message, Moment moment) {
    LineageFold fold = new LineageFold(message);
    for (int i = 0; i < EVENTS.size(); i++) {
      Histories.Entry entry = new Histories.Entry(i + 1L, EVENTS.get(i));
      if (moment.includes(entry)) {
        fold.add(entry);
      }
    }
    return fold.lineage().orElseThrow();
  }
}
