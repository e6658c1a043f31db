package io.hie.protocols.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hie.protocols.mllp.MllpService.Event;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TallyTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final Logger log = (Logger) LoggerFactory.getLogger("hie.test.tally");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Tally<Event> tally = new Tally<>(Event.class, log, now::get);

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(lines);
  }

  @Test
  void shouldCountAllAndTellEachKindOnceInTenSeconds() {
    for (int i = 0; i < 100; i++) {
      tally.warn(Event.TOO_LARGE, "too large");
    }
    tally.warn(Event.NOT_HL7, "not HL7");
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("too large", "not HL7");

    now.addAndGet(TimeUnit.SECONDS.toNanos(10));
    tally.warn(Event.TOO_LARGE, "too large again");

    assertThat(lines.list.getLast().getFormattedMessage())
        .isEqualTo("too large again (99 more of this kind since the last line)");
    assertThat(tally.of(Event.TOO_LARGE)).isEqualTo(101);
    assertThat(tally.snapshot()).containsEntry("too_large", 101L).containsEntry("stored", 0L);
  }

  @Test
  void shouldNotTakeBracesInATextForPlaceholders() {
    tally.warn(Event.NOT_HL7, "odd {} text");
    assertThat(lines.list.getFirst().getFormattedMessage()).isEqualTo("odd {} text");
  }
}
