package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.HistoryEvent.LinkBegun;
import io.hie.actormodel.history.HistoryEvent.LinkEnded;
import io.hie.actormodel.history.HistoryEvent.LinkFollowed;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:15:30Z");
  private static final String SELF = "w/p/self";

  @Test
  void shouldBeginALinkWithEachOtherHistory() {
    // when
    List<LinkBegun> begun = new Links().begunBy(7, "m7", List.of(said("w/p/a"), said("w/p/b")), AT);

    // then
    assertThat(begun)
        .containsExactly(
            new LinkBegun(7, AT, "w/p/a", "m7", "A40", AT),
            new LinkBegun(7, AT, "w/p/b", "m7", "A40", AT));
  }

  @Test
  void shouldDrawTheLineBehindWhatIsAccepted() {
    // when
    LinkFollowed followed = new Links().follow(link("w/p/a", 3, AT), SELF, 5, AT.plusSeconds(1));

    // then
    assertThat(followed)
        .isEqualTo(new LinkFollowed(AT.plusSeconds(1), "w/p/a", 3, "m3", 5, "A40", AT));
  }

  @Test
  void shouldDrawTheLineBeforeOpenOnesOfGreaterRankSoThatMergesMayCross() {
    // given: message 4 of this history says the reverse of what is told now, and a little later
    Links links = new Links();
    links.begunBy(4, "m4", List.of(said("w/p/a")), AT.plusMillis(1)).forEach(links::apply);

    // when, then
    assertThat(links.follow(link("w/p/a", 3, AT), SELF, 6, AT)).extracting("after").isEqualTo(3L);
    assertThat(links.follow(link("w/p/a", 3, AT.plusMillis(2)), SELF, 6, AT))
        .extracting("after")
        .isEqualTo(6L);
  }

  @Test
  void shouldOrderLinksOfOneMomentByTheHistoriesThatBeganThem() {
    // given
    Links links = new Links();
    links.begunBy(4, "m4", List.of(said("w/p/a")), AT).forEach(links::apply);

    // when, then
    assertThat(links.follow(link("w/p/a", 3, AT), SELF, 6, AT)).extracting("after").isEqualTo(3L);
    assertThat(links.follow(link("w/p/z", 3, AT), SELF, 6, AT)).extracting("after").isEqualTo(6L);
  }

  @Test
  void shouldNotMindALineThatHasEnded() {
    // given
    Links links = new Links();
    links.begunBy(4, "m4", List.of(said("w/p/a")), AT.plusMillis(1)).forEach(links::apply);
    links.apply(new LinkEnded(AT, "w/p/a", 4, true, true, List.of()));

    // when, then
    assertThat(links.follow(link("w/p/a", 3, AT), SELF, 6, AT)).extracting("after").isEqualTo(6L);
  }

  @Test
  void shouldRankALinkAfterAllOpenOnes() {
    // given: another node's clock is ahead
    Links links = new Links();
    links.apply(new LinkFollowed(AT, "w/p/a", 3, "m3", 2, "A40", AT.plusSeconds(9)));

    // when, then
    assertThat(links.begunBy(3, "m3", List.of(said("w/p/b")), AT))
        .extracting(LinkBegun::rank)
        .containsExactly(AT.plusSeconds(9).plusMillis(1));
  }

  @Test
  void shouldFollowALinkOnce() {
    // given
    Links links = new Links();
    links.apply(links.follow(link("w/p/a", 3, AT), SELF, 5, AT));

    // when, then
    assertThat(links.follow(link("w/p/a", 3, AT), SELF, 6, AT)).isNull();
    links.apply(new LinkEnded(AT, "w/p/a", 3, false, true, List.of()));
    assertThat(links.follow(link("w/p/a", 3, AT), SELF, 6, AT)).isNull();
    assertThat(links.follow(link("w/p/a", 4, AT), SELF, 6, AT)).isNotNull();
  }

  @Test
  void shouldLinkANumberThatIsOnlyGivenTheFirstTime() {
    // given
    Links links = new Links();
    List<HistoryCommand.Other> given = List.of(new HistoryCommand.Other("w/p/a", "A08", false));
    links.begunBy(1, "m1", given, AT).forEach(links::apply);
    links.apply(new LinkEnded(AT, "w/p/a", 1, true, true, List.of()));

    // when, then
    assertThat(links.begunBy(2, "m2", given, AT)).isEmpty();
    assertThat(links.begunBy(2, "m2", List.of(said("w/p/a")), AT)).hasSize(1);
  }

  @Test
  void shouldHoldNoMoreThanItHasRoomFor() {
    // given
    Links links = new Links();
    for (int i = 0; i < Links.MOST; i++) {
      links.begunBy(i + 1, "m", List.of(said("w/p/" + i)), AT).forEach(links::apply);
    }

    // when, then
    assertThat(links.begunBy(99, "m", List.of(said("w/p/x")), AT)).isEmpty();
    assertThat(links.follow(link("w/p/x", 1, AT), SELF, 99, AT)).isNull();
    for (int i = 0; i < Links.MOST; i++) {
      links.apply(new LinkEnded(AT, "w/p/" + i, i + 1, true, true, List.of()));
    }
    assertThat(links.open()).isEmpty();
    for (int i = 0; i < 10; i++) {
      links.begunBy(100 + i, "m", List.of(said("w/p/y" + i)), AT).forEach(links::apply);
      links.apply(new LinkEnded(AT, "w/p/y" + i, 100 + i, true, true, List.of()));
    }
    assertThat(links.all()).hasSize(Links.MOST);
  }

  @Test
  void shouldBeTheSameFromASnapshot() {
    // given
    History history = new History();
    history.apply(Events.accepted(1, "Out"));
    for (HistoryEvent event :
        List.of(
            new LinkBegun(1, AT, "w/p/a", "m1", "A40", AT),
            new LinkFollowed(AT, "w/p/b", 9, "m9", 1, "A40", AT),
            new LinkEnded(AT, "w/p/a", 1, true, true, List.of()))) {
      history.apply(event);
    }

    // when
    History again = History.of(history.snapshot());

    // then
    assertThat(again.links().all()).isEqualTo(history.links().all()).hasSize(2);
    assertThat(again.links().open()).extracting(Links.Line::with).containsExactly("w/p/b");
  }

  private static HistoryCommand.Other said(String history) {
    return new HistoryCommand.Other(history, "A40", true);
  }

  private static HistoryCommand.Link link(String by, long message, Instant rank) {
    return new HistoryCommand.Link(by, message, "m" + message, "A40", rank);
  }
}
