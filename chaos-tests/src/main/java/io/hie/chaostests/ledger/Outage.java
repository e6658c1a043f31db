package io.hie.chaostests.ledger;

import io.hie.chaostests.ChaosException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One kill of the node, by {@link System#nanoTime}.
 *
 * @param killed just before the signal
 * @param restarted just before the next process was started; the old one was gone
 * @param ready when the node said that it takes messages again
 */
public record Outage(long killed, long restarted, long ready) {

  /** Writes them as a file, a line each. */
  public static void write(Path path, List<Outage> outages) throws IOException {
    StringBuilder text = new StringBuilder("hie-outages 1\n");
    for (Outage o : outages) {
      text.append("K ").append(o.killed).append(' ').append(o.restarted);
      text.append(' ').append(o.ready).append('\n');
    }
    Files.writeString(path, text);
  }

  /** Reads what {@link #write} wrote. */
  public static List<Outage> read(Path path) {
    List<Outage> outages = new ArrayList<>();
    LedgerReader.read(
        path,
        line -> {
          switch (line.word()) {
            case "hie-outages" -> line.number();
            case "K" -> outages.add(new Outage(line.number(), line.number(), line.number()));
            default -> throw line.bad("it is no outage");
          }
        });
    if (outages.stream().anyMatch(o -> o.restarted < o.killed || o.ready < o.restarted)) {
      throw new ChaosException(path + ": killed, restarted and ready must follow each other");
    }
    return outages;
  }
}
