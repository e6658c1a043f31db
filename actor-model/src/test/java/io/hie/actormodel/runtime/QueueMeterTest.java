package io.hie.actormodel.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueueMeterTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  @Test
  void shouldPutEachTimeIntoABucketAtMostAQuarterWide() {
    for (long micros = 0; micros < 200_000_000L; micros = micros * 9 / 8 + 1) {
      int bucket = QueueMeter.bucket(micros);
      assertThat(QueueMeter.upper(bucket)).isBetween(micros, micros + micros / 4);
      if (bucket > 0) {
        assertThat(QueueMeter.upper(bucket - 1)).isLessThan(micros);
      }
    }
    assertThat(QueueMeter.bucket(Long.MAX_VALUE / 1000)).isLessThan(4 * 44);
  }

  @Test
  void shouldTellHowLongMessagesWaited() {
    QueueMeter meter = new QueueMeter(0);
    assertThat(meter.waitMicros(0.99, 0)).isZero();
    for (int i = 1; i <= 1000; i++) {
      meter.taken(TimeUnit.MICROSECONDS.toNanos(i), 0);
    }
    assertThat(meter.waitMicros(0.5, 0)).isBetween(500L, 625L);
    assertThat(meter.waitMicros(0.99, 0)).isBetween(990L, 1237L);
    assertThat(meter.averageWaitMicros()).isEqualTo(500);
  }

  @Test
  void shouldForgetWhatIsMoreThanTwoMinutesOld() {
    QueueMeter meter = new QueueMeter(0);
    meter.taken(TimeUnit.SECONDS.toNanos(5), 0);
    assertThat(meter.waitMicros(1, MINUTE)).as("of the minute before").isPositive();
    assertThat(meter.waitMicros(1, 2 * MINUTE)).isZero();
    meter.taken(TimeUnit.SECONDS.toNanos(5), 2 * MINUTE);
    assertThat(meter.waitMicros(1, 10 * MINUTE)).isZero();
    assertThat(meter.taken()).isEqualTo(2);
  }

  @Test
  void shouldTellTheThroughputOfTheLastMinutes() {
    QueueMeter meter = new QueueMeter(0);
    for (int second = 1; second <= 150; second++) {
      for (int i = 0; i < 10; i++) {
        meter.taken(0, TimeUnit.SECONDS.toNanos(second));
      }
    }
    assertThat(meter.perSecond(TimeUnit.SECONDS.toNanos(150))).isBetween(9.8, 10.3);
    assertThat(meter.perSecond(TimeUnit.SECONDS.toNanos(600))).isZero();
  }

  @Test
  void shouldRaiseOneAlertAtItsLimitAndClearItOnceWellBelow() {
    QueueAlarm alarm = new QueueAlarm(100);
    assertThat(alarm.look(99)).isNull();
    assertThat(alarm.look(100)).isTrue();
    assertThat(alarm.look(101)).isNull();
    assertThat(alarm.look(99)).isNull();
    assertThat(alarm.look(100)).isNull();
    assertThat(alarm.look(76)).isNull();
    assertThat(alarm.look(75)).isFalse();
    assertThat(alarm.look(75)).isNull();
    assertThat(alarm.look(100)).isTrue();
    QueueAlarm one = new QueueAlarm(1);
    assertThat(one.look(1)).isTrue();
    assertThat(one.look(0)).isFalse();
    assertThat(new QueueAlarm(0).look(Long.MAX_VALUE)).as("none").isNull();
  }
}
