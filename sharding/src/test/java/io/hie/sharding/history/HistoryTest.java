package io.hie.sharding.history;

import static io.hie.sharding.history.Events.AT;
import static io.hie.sharding.history.Events.accepted;
import static io.hie.sharding.history.Events.delivered;
import static io.hie.sharding.history.Events.failed;
import static io.hie.sharding.history.Events.handled;
import static io.hie.sharding.history.Events.parked;
import static io.hie.sharding.history.Events.to;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.LegId;
import io.hie.sharding.history.HistoryCommand.OpenLeg;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HistoryTest {
  private static final Set<String> NONE = Set.of();

  @Test
  void shouldOpenALegForEachTarget() {
    // when
    History history = of(accepted(1, "Router", "Archive"));

    // then
    assertThat(history.overview().open())
        .containsExactly(leg("1:0", "Router", 0), leg("1:1", "Archive", 0));
    assertThat(history.messages()).isEqualTo(1);
    assertThat(history.events()).isEqualTo(1);
    assertThat(history.openMessages()).isEqualTo(1);
    assertThat(history.lanes().busyItems()).containsExactlyInAnyOrder("Router", "Archive");
  }

  @Test
  void shouldOpenALegForEachOutputAndCloseTheMessageWithItsLast() {
    // given
    History history = of(accepted(1, "Router"));

    // when, then
    history.apply(handled("1:0", "Router", to("Out"), to("Archive"), to("Out")));
    assertThat(history.overview().open())
        .containsExactly(
            leg("1:0.0", "Out", 0), leg("1:0.1", "Archive", 0), leg("1:0.2", "Out", 0));
    history.apply(delivered("1:0.1", "Archive")).apply(delivered("1:0.0", "Out"));
    assertThat(history.isOpen(1)).isTrue();
    history.apply(parked("1:0.2", "Out"));
    assertThat(history.isOpen(1)).isFalse();
    assertThat(history.openMessages()).isZero();
    assertThat(history.lanes().busyItems()).isEmpty();
    assertThat(history.messages()).isEqualTo(1);
  }

  @Test
  void shouldCloseAMessageThatIsFiltered() {
    assertThat(of(accepted(1, "Router"), handled("1:0", "Router")).openMessages()).isZero();
  }

  @Test
  void shouldCloseAMessageThatGoesNowhere() {
    assertThat(of(accepted(1)).openMessages()).isZero();
  }

  @ParameterizedTest
  @MethodSource
  void shouldEndALegByEveryOutcome(HistoryEvent.Outcome outcome) {
    assertThat(of(accepted(1, "Out"), outcome).openMessages()).isZero();
  }

  static List<HistoryEvent.Outcome> shouldEndALegByEveryOutcome() {
    LegId leg = LegId.parse("1:0");
    return List.of(
        delivered("1:0", "Out"),
        parked("1:0", "Out"),
        handled("1:0", "Out"),
        new HistoryEvent.LeftAmbiguous(leg, "Out", AT, 1, Events.WHY),
        new HistoryEvent.Expired(leg, "Out", AT),
        new HistoryEvent.Discarded(leg, "Out", AT, "reject_new"));
  }

  @Test
  void shouldHandTheMessagesOfAnItemOverInTheOrderOfAcceptance() {
    // given
    History history = of(accepted(1, "Out"), accepted(2, "Out"), accepted(3, "Out"));

    // then
    assertThat(next(history, "Out", NONE)).isEqualTo("1:0");
    history.apply(delivered("1:0", "Out"));
    assertThat(next(history, "Out", NONE)).isEqualTo("2:0");
    history.apply(parked("2:0", "Out"));
    assertThat(next(history, "Out", NONE)).isEqualTo("3:0");
    history.apply(delivered("3:0", "Out"));
    assertThat(next(history, "Out", NONE)).isNull();
  }

  @Test
  void shouldKeepALegFirstWhileItIsTriedAgain() {
    // given
    History history =
        of(
            accepted(1, "Out"),
            accepted(2, "Out"),
            failed("1:0", "Out", 1),
            failed("1:0", "Out", 2));

    // then
    assertThat(next(history, "Out", NONE)).isEqualTo("1:0");
    Leg leg = history.lanes().find(LegId.parse("1:0"));
    assertThat(leg).isNotNull();
    assertThat(leg.attempts).isEqualTo(2);
    assertThat(leg.notBefore).isEqualTo(AT.plusSeconds(1));
    assertThat(history.overview().open())
        .containsExactly(leg("1:0", "Out", 2), leg("2:0", "Out", 0));
  }

  @Test
  void shouldRememberThatALegMayHaveArrived() {
    // given
    History history = of(accepted(1, "Out"));

    // when
    history.apply(
        new HistoryEvent.AttemptFailed(LegId.parse("1:0"), "Out", AT, 1, Events.WHY, true, AT));
    history.apply(failed("1:0", "Out", 2));

    // then
    Leg leg = history.lanes().find(LegId.parse("1:0"));
    assertThat(leg).isNotNull();
    assertThat(leg.mayHaveArrived).isTrue();
  }

  @Test
  void shouldForgetThatADeliveryBeganWhenItsAttemptHasEnded() {
    // given
    History history = of(accepted(1, "Out"));
    LegId id = LegId.parse("1:0");
    Leg leg = history.lanes().find(id);
    assertThat(leg).isNotNull();

    // when, then
    history.apply(new HistoryEvent.DeliveryStarted(id, "Out", AT, 1));
    assertThat(leg.started).isTrue();
    history.apply(failed("1:0", "Out", 1));
    assertThat(leg.started).isFalse();
  }

  /** Message 1 is still at the router and may come to Out, by which 2 is not to overtake it. */
  @Test
  void shouldNotLetAMessageOvertakeAnEarlierOneThatIsStillUpstream() {
    // given
    History history =
        of(accepted(1, "Router"), accepted(2, "Router"), handled("2:0", "Router", to("Out")));

    // then
    assertThat(next(history, "Out", Set.of("Router"))).isNull();
    history.apply(handled("1:0", "Router", to("Out")));
    assertThat(next(history, "Out", Set.of("Router"))).isEqualTo("1:0.0");
  }

  @Test
  void shouldGoOnWhenTheEarlierOneTurnsOutToGoElsewhere() {
    // given
    History history =
        of(accepted(1, "Router"), accepted(2, "Router"), handled("2:0", "Router", to("Out")));

    // when
    history.apply(handled("1:0", "Router", to("Archive")));

    // then
    assertThat(next(history, "Out", Set.of("Router"))).isEqualTo("2:0.0");
    assertThat(next(history, "Archive", Set.of("Router"))).isEqualTo("1:0.0");
  }

  @Test
  void shouldNotWaitForALaterMessageUpstreamNorForLegsOfItsOwn() {
    // given: 1 has a leg at the router and one at Out, 2 is at the router
    History history = of(accepted(1, "Router", "Out"), accepted(2, "Router"));

    // then
    assertThat(next(history, "Out", Set.of("Router"))).isEqualTo("1:1");
  }

  /** In -> Map -> Split -> Out and In -> Out: paths of different lengths to one item. */
  @Test
  void shouldKeepTheOrderOverPathsOfDifferentLengths() {
    // given
    Set<String> upstreamOfOut = Set.of("In", "Map", "Split");
    History history = of(accepted(1, "Map"), accepted(2, "Out"));

    // when, then
    assertThat(next(history, "Out", upstreamOfOut)).isNull();
    history.apply(handled("1:0", "Map", to("Split")));
    assertThat(next(history, "Out", upstreamOfOut)).isNull();
    history.apply(handled("1:0.0", "Split", to("Out"), to("Out")));
    assertThat(next(history, "Out", upstreamOfOut)).isEqualTo("1:0.0.0");
    history.apply(delivered("1:0.0.0", "Out"));
    assertThat(next(history, "Out", upstreamOfOut)).isEqualTo("1:0.0.1");
    history.apply(delivered("1:0.0.1", "Out"));
    assertThat(next(history, "Out", upstreamOfOut)).isEqualTo("2:0");
  }

  @Test
  void shouldLetAStuckLegHoldBackItsOwnItemOnly() {
    // given: 1 is stuck at Out
    History history = of(accepted(1, "Out", "Archive"), accepted(2, "Out", "Archive"));

    // when
    history.apply(failed("1:0", "Out", 1)).apply(delivered("1:1", "Archive"));

    // then
    assertThat(next(history, "Out", NONE)).isEqualTo("1:0");
    assertThat(next(history, "Archive", NONE)).isEqualTo("2:1");
  }

  @Test
  void shouldKnowWhereBodiesAreAfterReplay() {
    // given
    List<HistoryEvent> events =
        List.of(
            accepted(1, "Map"),
            accepted(2, "Map"),
            handled("1:0", "Map", to("Out"), to("Out", "made"), to("Split", "made too")),
            handled("1:0.2", "Split", to("Out")));

    // when
    History history = of(events.toArray(HistoryEvent[]::new));

    // then
    assertBody(history, "2:0", "m2", Leg.Body.RECEIVED, 2);
    assertBody(history, "1:0.0", "m1", Leg.Body.RECEIVED, 1);
    assertBody(history, "1:0.1", "m1.0.1", 1, 3);
    assertBody(history, "1:0.2.0", "m1.0.2", 2, 3);
  }

  @Test
  void shouldKnowWhereBodiesAreWhenTheirEventWasForeseen() {
    // given
    History history = of(accepted(1, "Map"), accepted(2, "Map"));
    HistoryEvent.Handled foreseen = handled("1:0", "Map", to("Out", "made"));
    HistoryEvent.Handled foreseenNext = handled("2:0", "Map", to("Out", "made next"));

    // when
    history.foresee(foreseen);
    history.foresee(foreseenNext);

    // then
    assertBody(history, "1:0.0", "m1.0.0", 0, 0);
    assertThat(history.unwritten()).containsExactly(foreseen, foreseenNext);
    assertThat(history.events()).as("in the log").isEqualTo(2);
    history.apply(foreseen).apply(foreseenNext).apply(accepted(3, "Out"));
    assertThat(history.unwritten()).isEmpty();
    assertBody(history, "1:0.0", "m1.0.0", 0, 3);
    assertBody(history, "2:0.0", "m2.0.0", 0, 4);
    assertThat(history.events()).isEqualTo(5);
  }

  @Test
  void shouldNotMakeASnapshotOfWhatIsNotInTheLog() {
    // given
    History history = of(accepted(1, "Map"));
    history.foresee(handled("1:0", "Map", to("Out")));

    // then
    assertThatIllegalStateException().isThrownBy(history::snapshot);
  }

  @Test
  void shouldTellTheHeaderThatALegTravelsWith() {
    // given
    History history =
        of(accepted(1, "Map"), handled("1:0", "Map", to("Out", "made")), failed("1:0.0", "Out", 3));
    Leg leg = history.lanes().find(LegId.parse("1:0.0"));
    assertThat(leg).isNotNull();

    // when
    MessageHeader header = history.messageOf(leg).headerOn(leg);

    // then
    assertThat(header)
        .isEqualTo(
            new MessageHeader(
                "m1.0.0",
                "m1",
                AT,
                "PAS_In",
                "Out",
                Events.header("").bodyClassName(),
                "application/hl7-v2+er7",
                "2.4",
                "UTF-8",
                5,
                Events.header("").ttl(),
                3,
                Events.header("").customProperties()));
  }

  @ParameterizedTest
  @MethodSource
  void shouldFailOnAnEventOfALegThatIsNotOpen(HistoryEvent event) {
    History history = of(accepted(1, "Out"), accepted(2, "Out"), delivered("1:0", "Out"));
    assertThatIllegalStateException()
        .isThrownBy(() -> history.apply(event))
        .withMessageContaining("not open");
  }

  static List<HistoryEvent> shouldFailOnAnEventOfALegThatIsNotOpen() {
    return List.of(
        delivered("1:0", "Out"), // ended before
        delivered("2:0", "Archive"), // is at another item
        failed("3:0", "Out", 1), // never was
        handled("2:1", "Out"),
        new HistoryEvent.DeliveryStarted(LegId.parse("2:0.0"), "Out", AT, 1));
  }

  @Test
  void shouldRecogniseAMessageThatCameBefore() {
    // given
    History history = of(accepted(1, "print", AT, "Out"), delivered("1:0", "Out"));

    // then
    assertThat(history.repeated(print("print"), AT.plusSeconds(5))).isEqualTo("m1");
    assertThat(history.repeated(print("other"), AT.plusSeconds(5))).isNull();
    assertThat(History.of(history.snapshot()).repeated(print("print"), AT)).isEqualTo("m1");
  }

  static Payload print(String text) {
    return Payload.of(text, UTF_8);
  }

  private static History of(HistoryEvent... events) {
    History history = new History();
    for (HistoryEvent event : events) {
      history.apply(event);
    }
    return history;
  }

  private static OpenLeg leg(String id, String item, int attempts) {
    return new OpenLeg(LegId.parse(id), item, attempts);
  }

  private static @Nullable String next(History history, String item, Set<String> upstream) {
    Leg next = history.lanes().next(item, upstream, Set.of());
    return next == null ? null : next.id.toString();
  }

  private static void assertBody(
      History history, String leg, String messageId, int output, long event) {
    Leg found = history.lanes().find(LegId.parse(leg));
    assertThat(found).as(leg).isNotNull();
    assertThat(found.body.messageId).isEqualTo(messageId);
    assertThat(found.body.output).isEqualTo(output);
    assertThat(found.body.event).isEqualTo(event);
  }
}
