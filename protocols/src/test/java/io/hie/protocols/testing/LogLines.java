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

/**
 * Everything that is logged while it is open, stack traces too: by HIE's own loggers at every
 * level, by those of libraries down to DEBUG.
 */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger own = (Logger) LoggerFactory.getLogger("io.hie");
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level ownBefore = own.getLevel();
  private final Level rootBefore = root.getLevel();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  public LogLines() {
    setContext(root.getLoggerContext());
    start();
    own.setLevel(Level.TRACE);
    root.setLevel(Level.DEBUG);
    root.addAppender(this);
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
    root.detachAppender(this);
    root.setLevel(rootBefore);
    own.setLevel(ownBefore);
    stop();
  }
}
