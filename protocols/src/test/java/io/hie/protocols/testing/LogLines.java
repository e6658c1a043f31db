package io.hie.protocols.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything that some loggers say while it is open, at every level, stack traces too. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger;
  private final Level before;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Of HIE. */
  public LogLines() {
    this("io.hie");
  }

  /** Of a logger and those under it. */
  public LogLines(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    before = logger.getLevel();
    setContext(logger.getLoggerContext());
    start();
    logger.setLevel(Level.TRACE);
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    lines.add(
        event.getLevel()
            + " "
            + event.getFormattedMessage()
            + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown)));
  }

  public List<String> all() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(before);
    stop();
  }
}
