package io.hie.sharding.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageHeader;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.HistoryEvent.Output;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.LegId;
import io.hie.sharding.seal.SealOpener.Opened;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSealTest {
  private static final String ID = "royal/ADT/0011223344556677";
  private static final String MARKER = "HARGREAVES";
  private static final Instant AT = Instant.parse("2026-03-01T10:15:30Z");
  private static final LegId LEG = LegId.parse("12:0.1");
  private static final Reason WHY = new Reason("ack-error", "it said AE", "ERR|" + MARKER);

  private final MemoryKeys store = new MemoryKeys();
  private final DataKeys keys = new WrappedDataKeys(store, store);
  private final DataKey key = keys.make(ID).toCompletableFuture().join();

  private static Payload body(String text) {
    return Payload.of(text, UTF_8);
  }

  private static HistoryEvent.Accepted accepted() {
    MessageHeader header =
        new MessageHeader(
            "m1", "m1", AT, "In", "", "", "text/plain", "", "UTF-8", 5, null, 0, Map.of());
    return new HistoryEvent.Accepted(
        1, AT, header, "ADT", "", body("PID " + MARKER), "PAS", "C1", body("print"), List.of("A"));
  }

  static List<HistoryEvent> withContents() {
    return List.of(
        accepted(),
        new HistoryEvent.Handled(
            LEG,
            "Router",
            AT,
            List.of(
                new Output("A", null),
                new Output("B", body("")),
                new Output("C", body(MARKER)),
                new Output("D", body("second " + MARKER))),
            "split"),
        new HistoryEvent.AttemptFailed(LEG, "A", AT, 2, WHY, true, AT.plusSeconds(1)),
        new HistoryEvent.Parked(LEG, "A", AT, 3, WHY),
        new HistoryEvent.LeftAmbiguous(LEG, "A", AT, 3, WHY));
  }

  private Opened open(String id, HistoryEvent event) {
    return new SealOpener(id, keys).open(7, event).toCompletableFuture().join();
  }

  @ParameterizedTest
  @MethodSource("withContents")
  void shouldHideContentsAndGiveThemBack(HistoryEvent event) {
    // when
    HistoryEvent sealed = EventSeal.seal(ID, event, key);

    // then
    assertThat(EventSeal.isNeeded(event)).isTrue();
    assertThat(EventSeal.isNeeded(sealed)).isFalse();
    assertThat(EventSeal.of(sealed)).isNotNull();
    assertThat(bytesOf(sealed)).doesNotContain(MARKER);
    assertThat(open(ID, sealed)).isEqualTo(new Opened(event, Contents.READABLE));
  }

  @ParameterizedTest
  @MethodSource("withContents")
  void shouldOpenInItsPlaceOnly(HistoryEvent event) {
    // given
    HistoryEvent.Seal seal = EventSeal.of(EventSeal.seal(ID, event, key));

    // then
    for (HistoryEvent other : withContents()) {
      if (!other.equals(event)) {
        HistoryEvent moved = withSeal(EventSeal.seal(ID, other, key), seal);
        assertThat(open(ID, moved)).isEqualTo(new Opened(moved, Contents.DAMAGED));
      }
    }
  }

  @Test
  void shouldSayThatAChangedTextIsDamaged() {
    // given
    HistoryEvent.Accepted sealed = (HistoryEvent.Accepted) EventSeal.seal(ID, accepted(), key);
    byte[] text = sealed.seal().text().toByteArray();

    // then
    for (int at = 0; at < text.length; at++) {
      byte[] changed = text.clone();
      changed[at] ^= 4;
      HistoryEvent damaged =
          withSeal(sealed, new HistoryEvent.Seal(key.id(), Payload.wrap(changed)));
      assertThat(open(ID, damaged).contents()).as("byte %d", at).isEqualTo(Contents.DAMAGED);
    }
  }

  @Test
  void shouldLeaveErasedContentsClosed() {
    // given
    HistoryEvent sealed = EventSeal.seal(ID, accepted(), key);

    // when
    keys.destroy(ID, key.id()).toCompletableFuture().join();

    // then
    assertThat(open(ID, sealed)).isEqualTo(new Opened(sealed, Contents.ERASED));
  }

  @Test
  void shouldLeaveEventsWithoutContentsAlone() {
    // given
    List<HistoryEvent> without =
        List.of(
            new HistoryEvent.Delivered(LEG, "A", AT, 1, "AA"),
            new HistoryEvent.Parked(LEG, "A", AT, 1, new Reason("full", "no room")),
            new HistoryEvent.Handled(LEG, "R", AT, List.of(new Output("A", null)), ""));

    // then
    assertThat(without).noneMatch(EventSeal::isNeeded);
    assertThat(without).allMatch(event -> EventSeal.seal(ID, event, key) == event);
  }

  private static HistoryEvent withSeal(HistoryEvent event, HistoryEvent.Seal seal) {
    return switch (event) {
      case HistoryEvent.Accepted a ->
          new HistoryEvent.Accepted(
              a.message(),
              a.at(),
              a.header(),
              a.schemaName(),
              a.schemaNamespace(),
              a.body(),
              a.sender(),
              a.controlId(),
              a.fingerprint(),
              a.targets(),
              seal);
      case HistoryEvent.Handled h ->
          new HistoryEvent.Handled(h.leg(), h.item(), h.at(), h.outputs(), h.reason(), seal);
      case HistoryEvent.AttemptFailed f ->
          new HistoryEvent.AttemptFailed(
              f.leg(),
              f.item(),
              f.at(),
              f.attempt(),
              f.reason(),
              f.mayHaveArrived(),
              f.nextAttempt(),
              seal);
      case HistoryEvent.Parked p ->
          new HistoryEvent.Parked(p.leg(), p.item(), p.at(), p.attempt(), p.reason(), seal);
      case HistoryEvent.LeftAmbiguous l ->
          new HistoryEvent.LeftAmbiguous(l.leg(), l.item(), l.at(), l.attempt(), l.reason(), seal);
      default -> event;
    };
  }

  /** All text in an event, as who opens a file of the journal would find it. */
  private static String bytesOf(HistoryEvent event) {
    return switch (event) {
      case HistoryEvent.Accepted a -> a.body().decode(UTF_8) + a.seal().text().decode(UTF_8);
      case HistoryEvent.Handled h ->
          h.outputs().stream()
                  .map(output -> output.body() == null ? "" : output.body().decode(UTF_8))
                  .toList()
              + h.seal().text().decode(UTF_8);
      case HistoryEvent.AttemptFailed f -> f.reason().detail() + f.seal().text().decode(UTF_8);
      case HistoryEvent.Parked p -> p.reason().detail() + p.seal().text().decode(UTF_8);
      case HistoryEvent.LeftAmbiguous l -> l.reason().detail() + l.seal().text().decode(UTF_8);
      default -> "";
    };
  }
}
