package io.hie.clusternode.workers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what a worker writes to its standard error into the node's log, line by line. */
final class WorkerLog {
  private static final int MOST_BYTES = 8192; // of a line; a longer one is cut into several

  private WorkerLog() {}

  static void copy(int number, InputStream from) {
    Logger log = LoggerFactory.getLogger("hie.worker." + number);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(from)) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next != '\n') {
          line.write(next);
        }
        if (next == '\n' || line.size() >= MOST_BYTES) {
          tell(log, line);
        }
      }
    } catch (IOException gone) {
      // What it still wrote is lost with it.
    }
    tell(log, line);
  }

  private static void tell(Logger log, ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
    if (!text.isEmpty()) {
      log.info("{}", text);
    }
    line.reset();
  }
}
