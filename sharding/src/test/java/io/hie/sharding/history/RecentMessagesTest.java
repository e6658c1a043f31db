package io.hie.sharding.history;

import static io.hie.sharding.history.Events.AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.Payload;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentMessagesTest {
  private final RecentMessages recent = new RecentMessages();

  @Test
  void shouldKnowTheLast128() {
    // when
    for (int i = 0; i < 200; i++) {
      add("print-" + i, "m" + i, AT);
    }

    // then
    assertThat(find("print-71", AT)).isNull();
    assertThat(find("print-72", AT)).isEqualTo("m72");
    assertThat(find("print-199", AT)).isEqualTo("m199");
    assertThat(recent.entries()).hasSize(128);
  }

  @Test
  void shouldKnowAMessageForADay() {
    // given
    add("print", "m1", AT);

    // then
    assertThat(find("print", AT.plus(RecentMessages.WINDOW))).isEqualTo("m1");
    assertThat(find("print", AT.plus(RecentMessages.WINDOW).plusMillis(1))).isNull();
  }

  @Test
  void shouldCountARepetitionAfterTheWindowAsTheNewest() {
    // given
    for (int i = 0; i < 128; i++) {
      add("print-" + i, "m" + i, AT);
    }

    // when: the oldest comes again, long after, and then something else
    Instant later = AT.plus(RecentMessages.WINDOW.multipliedBy(2));
    add("print-0", "m128", later);
    add("print-128", "m129", later);

    // then
    assertThat(find("print-0", later)).isEqualTo("m128");
    assertThat(find("print-1", AT)).isNull();
    assertThat(recent.entries()).hasSize(128);
  }

  @Test
  void shouldNotRecogniseAMessageWithoutAFingerprint() {
    // given
    recent.add(new RecentMessages.Entry(Payload.wrap(new byte[0]), "m1", AT.toEpochMilli()));

    // then
    assertThat(recent.find(Payload.wrap(new byte[0]), AT)).isNull();
    assertThat(recent.entries()).isEmpty();
  }

  private void add(String print, String messageId, Instant at) {
    recent.add(new RecentMessages.Entry(HistoryTest.print(print), messageId, at.toEpochMilli()));
  }

  private String find(String print, Instant now) {
    return recent.find(HistoryTest.print(print), now);
  }
}
