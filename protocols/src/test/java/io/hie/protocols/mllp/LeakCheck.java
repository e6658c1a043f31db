package io.hie.protocols.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Watches every buffer while the tests of a class run, and fails if one was not released. Lets them
 * look often at what they wait for.
 */
final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
  private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
  private final Logger detector =
      (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class.getName());

  @Override
  public void beforeAll(ExtensionContext context) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    reports.start();
    detector.addAppender(reports);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    // A lost buffer is found when it has been collected and another one is allocated.
    for (int i = 0; i < 3; i++) {
      System.gc();
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
      io.netty.buffer.Unpooled.directBuffer(16).release();
    }
    detector.detachAppender(reports);
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    Awaitility.reset();
    assertThat(reports.list).as("reports of leaked buffers").isEmpty();
  }
}
